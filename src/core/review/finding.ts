/** Makes findings with the severity of the catalogue, applies what a person lowered on purpose, and orders them. */
import { catalogueEntry, type FindingCode, type LowerableCode, type Severity } from './catalogue.ts';
import type { Finding } from './types.ts';

/** Parts of a review together with the doubts they raised. */
export interface WithFindings<T> {
  readonly value: T;
  readonly findings: readonly Finding[];
}

/** A doubt at a place such as `inputs[2].sighashType`. `message` states the facts of this case and is safe to show. */
export function finding(code: FindingCode, at: string, message: string): Finding {
  return { code, severity: catalogueEntry(code).severity, at, message };
}

const ORDER: { readonly [severity in Severity]: number } = { stop: 0, warn: 1, note: 2 };

/** Turns lowered stops into warnings and puts the gravest first; within one severity the order of the review stays. */
export function settled(findings: readonly Finding[], lowered: readonly LowerableCode[]): readonly Finding[] {
  const codes: ReadonlySet<FindingCode> = new Set(lowered);
  return findings
    .map((each) => (codes.has(each.code) && each.severity === 'stop' ? { ...each, severity: 'warn' as const } : each))
    .sort((left, right) => ORDER[left.severity] - ORDER[right.severity]);
}
