/**
 * Frequent words of languages that have no word list in BIP-0039 and no dictionary among the dependencies, in Latin letters
 * without accents. They teach `letter-model.ts` which letters follow one another in texts that people write; being
 * representative matters, being complete does not.
 */
export const FREQUENT_WORDS: readonly string[] = [
  // German
  `der die und in den von zu das mit sich des auf fur ist im dem nicht ein eine als auch es an werden aus er hat dass sie
  nach wird bei einer um am sind noch wie einem uber einen so zum war haben nur oder aber vor zur bis mehr durch man sein
  wurde sei ich du wir ihr mein dein unser euch mich dich kein jetzt immer wieder gegen zwischen schon heute morgen gestern
  haus hund katze strasse schule arbeit wasser feuer erde licht nacht liebe leben mensch menschen kinder freund geld zeit
  schnell schwarz weiss gross klein alte neue gut schlecht machen gehen kommen sehen sprechen schreiben pferd richtig
  wurde mensch ist achten schutzen verpflichtung staatlichen gewalt schlussel passwort geheim sicher niemand`,
  // Dutch
  `de het een van en in is dat op te zijn met voor niet aan er om ook als dan maar bij door over uit nog naar heeft hij ze
  wij jullie deze geen wordt meer worden tot kan zou mijn jouw onze goed heel altijd huis hond kat straat school werk water
  vuur aarde licht nacht liefde leven mens kinderen vriend geld tijd schuur koude donker stil groot klein oude nieuwe zwart
  wachtwoord geheim veilig niemand gezellig fiets kaas morgen vandaag gisteren schip zuid noord vrijheid`,
  // Swedish, Danish, Norwegian
  `och att det som en ett pa ar av for med den till inte om har jag du vi ni de han hon men var sig sa fran eller nar ut upp
  sin over skulle kunde bara finns mycket hus hund katt vatten eld jord ljus natt karlek liv manniska barn van pengar tid
  ikke jeg og er til paa af der blev meget skal vil kan mig dig os jer hvor hvad noget nogen altid aldrig kaerlighed
  huset havet skogen flicka pojke pige dreng gang lille stor gammel ny sort hvid svart vit losenord hemlig sakker ingen`,
  // Finnish, Estonian, Hungarian
  `ja on ei se etta han oli mutta kun niin kuin joka mina sina me te he ovat olla tama mita missa koska talo koira kissa
  vesi tuli maa valo yo rakkaus elama ihminen lapsi ystava raha aika pieni suuri vanha uusi musta valkoinen salasana
  isoaiti metsa kanssa kerran tytto poika asui suomi hyvaa paivaa kiitos huomenta
  es egy az hogy nem van volt meg de csak mint is ez azt en te mi ti ok igen nagyon minden ember haz kutya macska viz tuz
  fold feny ejszaka szerelem elet gyerek barat penz ido kicsi nagy regi uj fekete feher jelszo titok hol szegeny kiraly
  egyszer vilag magyar orszag koszonom szepen jo napot`,
  // Polish, Slovak, Croatian
  `i w na nie sie do to ze jest z co jak tak ale po o za od jego byl dla tylko przez przed ktory ktora moj twoj nasz ich
  bardzo zawsze nigdy dom pies kot ulica szkola praca woda ogien ziemia swiatlo noc milosc zycie czlowiek dziecko przyjaciel
  pieniadze czas maly duzy stary nowy czarny bialy haslo tajne nikt dzien dobry dziekuje prosze ojczyzna zdrowie polska
  ktory pred pri kde ked vsetko clovek priatel laska zivot voda ohen zem svetlo peniaze heslo ano nie som ste dakujem
  je da se nije sam si smo ste kako zasto gdje kuca pas macka voda vatra zemlja ljubav zivot covjek prijatelj novac`,
  // Turkish, Azeri
  `bir ve bu da de icin ile cok ama gibi daha en ne var yok ben sen o biz siz onlar degil kadar sonra once her sey nasil
  neden ev kopek kedi sokak okul su ates toprak isik gece ask hayat insan cocuk arkadas para zaman kucuk buyuk eski yeni
  siyah beyaz sifre gizli kimse gunaydin tesekkur ederim merhaba istanbul evvel zaman icinde kalbur saman varmis yokmus`,
  // Romanian, Latin
  `si in de la cu nu pe un o este sunt ca mai din care pentru ce sa se am ai are noi voi ei foarte totdeauna niciodata casa
  caine pisica apa foc pamant lumina noapte dragoste viata om copil prieten bani timp mic mare vechi nou negru alb parola
  fost odata imparat avea trei feciori buna ziua multumesc
  et in est non ad cum ut qui quae quod sed ex ab per pro si enim esse sunt erat omnia omnis gallia divisa partes tres quarum
  unam incolunt deus homo terra aqua ignis lux nox amor vita mors tempus bellum pax rex populus roma senatus veni vidi vici
  carpe diem cogito ergo sum lorem ipsum dolor sit amet consectetur adipiscing elit arma virumque cano troiae primus oris`,
  // Russian, Ukrainian, Bulgarian, transliterated
  `i v ne na ya chto on s eto kak a to vse ona tak ego no da ty k u zhe vy za by po tolko ee mne bylo vot ot menya eshche net
  o iz emu teper kogda dazhe nu vdrug li esli ili ni byt byl nego do vas nibud opyat uzh vam ved tam potom sebya nichego dom
  sobaka koshka voda ogon zemlya svet noch lyubov zhizn chelovek druzya dengi vremya malenkiy bolshoy staryy novyy chernyy
  odnazhdy studenuyu zimnyuyu poru lesa vyshel silnyy moroz parol tayna nikto spasibo privet rossiya moskva zdravstvuyte
  shcho yak ye tse vin vona my vony duzhe zavzhdy lyudyna dyakuyu slava ukraina dobre`,
  // Indonesian, Malay, Tagalog
  `yang dan di itu dengan untuk tidak ini dari dalam akan pada juga saya ke karena ada kami kita mereka sudah bisa seorang
  adalah raja sangat kaya bijaksana suatu hari hiduplah rumah anjing kucing air api bumi cahaya malam cinta hidup manusia
  anak teman uang waktu kecil besar lama baru hitam putih rahasia terima kasih selamat pagi bahasa
  ang ng sa na ay mga at ko mo niya ito hindi kung may para isang panahon batang babae nakatira gubat noong unang mahal
  kita salamat magandang umaga bahay aso pusa tubig apoy lupa`,
  // Swahili, Zulu, Yoruba
  `na ya wa kwa ni katika hii hapo zamani kale palikuwa paliondokea mtu mmoja maskini sana nyumba mbwa paka maji moto ardhi
  usiku upendo maisha watoto rafiki pesa wakati ndogo kubwa mpya habari asante jambo hakuna matata safari simba rafiki
  umuntu ngumuntu ngabantu siyabonga kakhulu ngiyakuthanda sawubona unjani yebo cha ukuthi futhi kodwa indlu inja amanzi
  ati ni ko wa fun awon ti si o mo wipe nitori ile aja omi ina ife aye eniyan owo`,
  // Vietnamese and Chinese, without tones
  `va la cua co khong mot nguoi trong cho da duoc toi ban anh em ngay xua be quang khan do song voi ba nuoc lua dat dem yeu
  cuoc doi tien thoi gian nho lon cu moi den trang bi mat xin chao cam on viet nam
  de shi bu wo ni ta men zai you zhe ge le he dou ren zhong guo da xiao duo shao shen me zen yang ai xin shui huo tian di
  yue ri nian jia gou mao qian shi jian lao xin hei bai mi ma xie xie zai jian nihao beijing shanghai tiananmen women qing
  chuang qian ming yue guang yi shi di shang shuang ju tou wang`,
  // Japanese and Korean, transliterated
  `no ni wa wo ga to mo de ka ne yo desu masu shita suru aru iru kore sore are watashi anata kare kanojo kyou ashita kinou
  mukashi tokoro ojiisan obaasan sunde imashita ie inu neko mizu hi tsuchi hikari yoru ai inochi hito kodomo tomodachi okane
  jikan chiisai ookii furui atarashii kuroi shiroi arigatou gozaimasu konnichiwa sayonara nihon tokyo sakura furuike kawazu
  tobikomu oto kaze yama kawa
  neun eun i ga eul reul e eseo hago geu igeos nae uri saram jib gae goyangi mul bul ttang bam sarang insaeng don sigan
  annyeong haseyo gamsa hamnida hanguk seoul anieyo`,
  // Hindi and Arabic, transliterated
  `hai ka ki ke ko se mein aur nahi yeh woh main tum hum aap kya kaise kyon ghar kutta billi pani aag zameen roshni raat
  pyaar zindagi insaan bachcha dost paisa samay chota bada purana naya kala safed dhanyavad namaste bharat dil jaan
  al wa fi min ila ala an la ma hadha huwa hiya nahnu antum kitab bayt kalb qitt maa nar ard nur layl hubb hayat insan
  walad sadiq mal waqt saghir kabir qadim jadid aswad abyad sirr salam alaykum shukran allah bismillah rahman rahim habibi`,
  // Welsh, Irish, Basque, Hawaiian, Maori
  `y yr yn a ar i o mae ei fy dy hen wlad nhadau annwyl mi gwlad beirdd chantorion ddim iawn ty ci cath dwr tan daear golau
  nos cariad bywyd dyn plentyn ffrind arian amser bach mawr newydd du gwyn cyfrinach diolch bore da cymru llan
  agus an na is ta nil se si ar do go le ag mo ta teach madra uisce tine talamh solas oiche gra saol duine slainte eire
  eta da ez bat du zen bazen behin mutil txiki mendian bizi etxe txakur ur su lur argi gau maitasun gizon eskerrik asko
  ke ka i o he no me aloha kakahiaka kakou maikai mahalo wai ahi aina la po aloha ola kanaka keiki hoa nui
  te he ko nga kia ora whare kuri wai ahi whenua aroha tangata tamariki hoa`,
  // Esperanto, Greek transliterated, Hebrew transliterated
  `la kaj de en estas ne mi vi li si ni ili por kun sed kiel domo hundo kato akvo fajro tero lumo nokto amo vivo homo
  kai to na tin tou me den einai gia apo pou pos ena mia spiti skylos gata nero fotia gi fos nychta agapi zoi anthropos
  ani ata hu hi anachnu lo ken shel et im al ze bayit kelev chatul mayim esh adama or laila ahava chayim adam shalom toda`,
];
