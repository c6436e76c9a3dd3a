/**
 * Extensions that people think up, all of them long enough to look strong by their length alone. None of them may ever be
 * called strong.
 */

function digitsOf(numerator: bigint, denominator: bigint, count: number): string {
  return ((numerator * 10n ** BigInt(count)) / denominator).toString();
}

const PI = '3141592653589793238462643383279502884197169399375105820974944592307816406286';
const E = '27182818284590452353602874713526624977572470936999595749669676277240766303535';
const SQUARES = Array.from({ length: 30 }, (_, index) => (index + 1) ** 2).join('');
const PRIMES = '235711131719232931374143475359616771737983899710110310710911312713113713914915';
const SONNET = 'Shall I compare thee to a summer’s day? Thou art more lovely and more temperate';
const FOX = 'thequickbrownfoxjumpsoverthelazydogandrunsaway';
const GENESIS = 'The Times 03/Jan/2009 Chancellor on brink of second bailout for banks';

const rot = (text: string, by: number) =>
  text.replace(/[a-z]/g, (letter) => String.fromCharCode(97 + ((letter.charCodeAt(0) - 97 + by) % 26)));
const zip = (left: string, right: string) =>
  Array.from(left, (letter, index) => letter + (right[index] ?? '')).join('');
const backwards = (text: string) => [...text].reverse().join('');

export const NASTY: { readonly [family: string]: readonly string[] } = {
  'dictionary words': [
    'correcthorsebatterystaplecorrecthorse',
    'correct horse battery staple correct horse battery staple',
    'Correct-Horse-Battery-Staple-Mountain-River-99!',
    'abandon ability able about above absent absorb abstract absurd abuse access accident',
    'legal winner thank year wave sausage worth useful legal winner thank yellow',
    'purplemonkeydishwasherorangeelephantsubmarine',
    'SunshineDragonMonkeyFootballPrincessWelcome1!',
    'icehouse bitcoin satoshi nakamoto multisig cold storage wallet',
  ],
  sentences: [
    FOX,
    SONNET,
    GENESIS,
    'itwasthebestoftimesitwastheworstoftimes',
    'tobeornottobethatisthequestionwhethertisnobler',
    'whydoyouneedtoknowmypasswordgoawayandleavemealone',
    'My grandmother was born in Aberdeen in 1923, and she loved raspberries!',
    'callmeishmaelsomeyearsagonevermindhowlongpreciselyhavinglittleornomoney',
    'fourscoreandsevenyearsagoourfathersbroughtforthonthiscontinentanewnation',
    'imaginetheresnoheavenitseasyifyoutrynohellbelowus',
    'neverGonnaGiveYouUpNeverGonnaLetYouDownNeverGonnaRunAround',
    'InTheBeginningGodCreatedTheHeavensAndTheEarthAndTheEarthWasWithoutForm',
    'we hold these truths to be self-evident, that all men are created equal, that they are endowed',
    `${SONNET} ${GENESIS} ${FOX}`,
  ],
  'other languages': [
    'dasistdashausvomnikolausunddashausistschoen',
    'diewuerdedesmenschenistunantastbarsiezuachten',
    'allonsenfantsdelapatrielejourdegloireestarrive',
    'Longtemps, je me suis couché de bonne heure. Parfois, à peine ma bougie éteinte',
    'enunlugardelamanchadecuyonombrenoquieroacordarme',
    'nelmezzodelcammindinostravitamiritrovaiperunaselvaoscura',
    'asarmaseosbaroesassinaladosquedaocidentalpraia',
    'galliaestomnisdivisainpartestresquarumunamincoluntbelgae',
    'jeszczepolskaniezginelakiedymyzyjemyconamobca',
    'jadavnompripovedatkdedomovmojjeskalynanasucha',
    'hetwaseenkoudedonkerenachtendekatzatstilophetdak',
    'dugamladufriadufjallhoganorddutystadugladjerika',
    'mieleniminuntekeviaivoniajattelevilahteanilaulamahan',
    'istenaldmegamagyartjokedvvelboseggelnyujtsfeleje',
    'korkmasonmezbusafaklardayuzenalsancaksonmeden',
    'odnazhdyvstudenuyuzimnyuyuporuyaizlesavyshel',
    'Однажды, в студёную зимнюю пору, я из лесу вышел; был сильный мороз.',
    'Ἄνδρα μοι ἔννεπε, Μοῦσα, πολύτροπον, ὃς μάλα πολλὰ πλάγχθη',
    'furuikeyakawazutobikomumizunootofuruikeyakawazu',
    '古池や蛙飛びこむ水の音　古池や蛙飛びこむ水の音　古池や蛙飛びこむ水の音',
    'chuangqianmingyueguangyishidishangshuangjutouwang',
    '床前明月光疑是地上霜舉頭望明月低頭思故鄉床前明月光疑是地上霜舉頭望明月低頭思故鄉',
    'indonesiatanahairkutanahtumpahdarahkudisanalah',
    'nkosisikeleliafrikamaluphakanyisuphondolwayo',
    'kimigayowachiyoniyachiyonisazareishinoiwaoto',
    'doanquanvietnamdichunglongcuuquocbuocchandonvang',
    '😀😁😂🤣😃😄😅😆😉😊😋😎😍😘🥰😗😙😚🙂🤗🤩🤔🤨😐😑😶🙄😏😣😥😮🤐😯😪😫🥱😴😌😛😜😝🤤',
  ],
  keyboards: [
    'qwertyuiopasdfghjklzxcvbnmqwertyuiop',
    '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/',
    'zaqxswcdevfrbgtnhymjukilopzaqxswcdevfr',
    'qazwsxedcrfvtgbyhnujmikolpqazwsxedcrfvtgb',
    'asdfghjklasdfghjklasdfghjklasdfghjkl',
    'asdkjfhalskdjfhalskdjfhlaksjdfhlaksjdhflkasjdhf',
    'fjdkslafjdkslaghfjdkslaghfjdkslaghfjdksla',
    'QWERTY!@#$%^qwerty123456QWERTY!@#$%^',
    '!QAZ@WSX#EDC$RFV%TGB^YHN&UJM*IK<(OL>',
    'sdfghjkjhgfdsdfghjkjhgfdsdfghjkjhgfds',
    'lksdjfoiwejflksdnvoiwehflknwefoiwjeflksdjf',
    'jfklsdajfklsdjaklfjdsklajfkldsjaklfjdskla',
    'dkfjghslaksjdhfgqpwoeirutyalskdjfhgzmxncbv',
  ],
  sequences: [
    'abcdefghijklmnopqrstuvwxyzabcdefghijklmnop',
    'zyxwvutsrqponmlkjihgfedcbazyxwvutsrqponml',
    'acegikmoqsuwybdfhjlnprtvxzacegikmoqsuwy',
    'azbycxdwevfugthsirjqkplomnazbycxdwevfugt',
    'a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6q7r8s9t0',
    'aaaabbbbccccddddeeeeffffgggghhhhiiiijjjjkkkk',
    'AaBbCcDdEeFfGgHhIiJjKkLlMmNnOoPpQqRrSsTt',
    '0123456789012345678901234567890123456789012345678901234567890',
    '123abc456def789ghi012jkl345mno678pqr901stu',
  ],
  repetitions: [
    'a'.repeat(64),
    'password'.repeat(8),
    'p4ssw0rd!'.repeat(6),
    'xkqjzv'.repeat(8),
    'Tr0ub4dor&3Tr0ub4dor&3Tr0ub4dor&3Tr0ub4dor&3',
    'kqzvxwjmrbptndkqzvxwjmrbptndkqzvxwjmrbptnd',
    'vbxqjkzwmfpgdnhkrtslcyyclstrkhndgpfmwzkjqxbv',
    'ababababcdcdcdcdefefefefghghghghijijijijklkl',
    'hahahahahahahahahahahahahahahahahahahaha',
  ],
  numbers: [
    PI,
    E,
    '3.14159 26535 89793 23846 26433 83279 50288 41971 69399 37510 58209 74944',
    SQUARES,
    PRIMES,
    digitsOf(1n, 97n, 96),
    '19231105194503121969072019890911200109112020',
    '1923-11-05 1945-03-12 1969-07-20 1989-11-09 2001-09-11',
    '+44 20 7946 0018 +1 202 555 0143 +49 30 901820 +33 1 23 45 67 89',
    '1123581321345589144233377610987159725844181676510946',
  ],
  disguises: [
    'c0rr3cth0rs3b4tt3ryst4pl3c0rr3cth0rs3',
    'Th3Qu1ckBr0wnF0xJump50v3rTh3L4zyD0g!',
    '1tw45th3b35t0ft1m351tw45th3w0r5t0ft1m35',
    'p@$$w0rd!sn0ts3cur3@t@llp@$$w0rd!sn0ts3cur3',
    backwards(FOX),
    backwards('diewuerdedesmenschenistunantastbarsiezuachten'),
    rot(FOX, 13),
    rot('itwasthebestoftimesitwastheworstoftimes', 3),
    rot('itwasthebestoftimesitwastheworstoftimes', 25),
    zip('thequickbrownfoxjumps', 'overthelazydogrunsawa'),
    'tHeQuIcKbRoWnFoXjUmPsOvErThElAzYdOg',
    't-h-e-q-u-i-c-k-b-r-o-w-n-f-o-x-j-u-m-p-s',
    't h e q u i c k b r o w n f o x j u m p s o v e r',
    'Xk9#mP2$vL5@nQ8!wR3%tY6^hJ1&',
    'thqckbrwnfxjmpsvrthlzydgndrnswyfrmthfrmr',
    'tbontbtitqwtnitmtstsaaoofotaatboowlaftrh',
    'ghbdtnrfrltkfxjldtkftimctujlyzdtxthjv',
    'VGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcyBvdmVyIHRoZSBsYXp5IGRvZw==',
    '54686520717569636b2062726f776e20666f78206a756d7073',
    'bakodimutefilosaparenuguzibomekalitufosane',
  ],
  'public data': [
    'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq',
    'bc1p5d7rjq7g6rdk2yhzks9smlaqtedr4dekq08ge8ztwac72sfr9rusxg3297',
    '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa',
    'xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8',
    '5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ',
    '5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8',
    '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f',
    'b109f3bbbc244eb82441917ed06d618b9008dd09b3befd1b5e07394c706a8bb980b1d7785e5976ec049b46df5f1326af5a2ea6d103fd07c95385ffab0cacbc86',
    'https://www.youtube.com/watch?v=dQw4w9WgXcQ',
    '/home/alice/Documents/wallets/backup-2024/electrum_seed_copy.txt',
  ],
};
