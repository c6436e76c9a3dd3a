/** What travels by codes, on its way out: which form, which size, and what never travels. */
import { deflateRawSync } from 'node:zlib';
import { parseCharterFile } from '../../core/charter/charter-file.ts';
import { parseKeyCard } from '../../core/charter/key-card.ts';
import { IcehouseError } from '../../core/errors.ts';
import { lettersInVersion, MOST_VERSION } from '../../exchange/codes/matrix.ts';
import { bbqrOfFile, type Codes, urCodes, urOfFile } from '../../exchange/codes/write.ts';
import { recognise } from '../../exchange/inbox/recognise.ts';
import type { Io } from '../io.ts';
import { codeSize, versionFor } from '../terminal/code.ts';
import type { Screen } from '../terminal/screen.ts';
