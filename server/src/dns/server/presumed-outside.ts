/**
 * Answers for upstreams where every resolver gives the same answer: names below no delegated top-level domain, and
 * private reverse zones. It does not guess about other names.
 */
import { labels, lowerName } from "../data/name.ts";
import type { Outside, OutsideAnswer } from "./response.ts";

/** What a recursor replies for a name that the root does not delegate. */
export const nameError: OutsideAnswer = {
  rcode: "NXDOMAIN",
  authoritative: false,
  recursionAvailable: true,
  truncated: false,
  answer: [],
  authority: [],
  additional: [],
};

/**
 * Answers for a server whose upstream is not asked: NXDOMAIN where the name cannot exist anywhere, else undefined. A
 * mistyped short name gets this NXDOMAIN at the end of its search list.
 */
export const presumedOutside: Outside = ({ name }) => (cannotExist(name) ? nameError : undefined);

/** The top-level domains of countries (IANA root zone database): of the others with two letters, such as `db`, none exists. */
const ofCountries: ReadonlySet<string> = new Set(
  (
    "acadaeafagaialamaoaqarasatauawaxazbabbbdbebfbgbhbibjbmbnbobrbsbtbvbwbybzcacccdcfcgchcickclcmcncocrcucvcwcxcyczdedjdkdmdo" +
    "dzeceeegereseteufifjfkfmfofrgagbgdgegfggghgiglgmgngpgqgrgsgtgugwgyhkhmhnhrhthuidieiliminioiqirisitjejmjojpkekgkhkikmknkp" +
    "krkwkykzlalblclilklrlsltlulvlymamcmdmemgmhmkmlmmmnmompmqmrmsmtmumvmwmxmymznancnenfngninlnonpnrnunzompapepfpgphpkplpmpnpr" +
    "psptpwpyqarerorsrurwsasbscsdsesgshsisjskslsmsnsosrssstsusvsxsysztctdtftgthtjtktltmtntotrtttvtwtzuaugukusuyuzvavcvevgvivn" +
    "vuwfwsyeytzazmzw"
  ).match(/../g),
);

/** Generic top-level domains that people use (IANA root zone database). */
const generic: ReadonlySet<string> = new Set(
  (
    "academy accountants actor adult aero agency ai airforce apartments app arpa army art asia associates attorney auction audio auto " +
    "autos baby band bank bar bargains beauty beer best bet bid bike bingo bio biz black blog blue boats bond boo book boutique box " +
    "build builders business buy buzz cab cafe cam camera camp capital car cards care career careers cars casa cash casino cat " +
    "catering center ceo chat cheap church city claims cleaning click clinic clothing cloud club coach codes coffee college com " +
    "community company computer condos construction consulting contact contractors cooking cool coop country coupons courses credit " +
    "creditcard cricket cruises cyou dance data date dating day deal dealer deals degree delivery democrat dental dentist design dev " +
    "diamonds diet digital direct directory discount doctor dog domains download earth eat edu education email energy engineer " +
    "engineering enterprises equipment esq estate eus events exchange expert express fail faith family fan fans farm fashion film " +
    "finance financial fish fishing fit fitness flights florist flowers foo food football forex forsale forum foundation free frl " +
    "fun fund furniture futbol fyi gallery game games garden gay gdn gift gifts gives glass global gold golf google gov graphics " +
    "gratis green gripe group guide guitars guru hair haus health healthcare help here hiphop hiv hockey holdings holiday home " +
    "homes horse hospital host hosting house how icu immo immobilien inc industries info ing ink institute insurance insure int " +
    "international investments irish jetzt jewelry jobs kaufen kim kitchen kiwi land lat law lawyer lease legal lgbt life lifestyle " +
    "lighting limited limo link live llc loan loans lol london lotto love ltd luxe luxury maison makeup management map market " +
    "marketing markets mba media meet meme memorial men menu miami mil mobi moda moe mom money monster mortgage moto motorcycles mov " +
    "movie museum music name net network new news ninja now nyc observer office one online open org organic page paris partners parts " +
    "party pay pet phd phone photo photography photos pics pictures pink pizza place plumbing plus poker porn post press pro " +
    "productions prof promo properties property protection pub quest racing radio read realestate realty recipes red rehab reise " +
    "reisen rent rentals repair report republican rest restaurant review reviews rich rip rocks rodeo room rsvp rugby run safe sale " +
    "salon save school science search secure security select services sex sexy shoes shop shopping show singles site ski skin soccer " +
    "social software solar solutions space spot store storage stream studio study style sucks supplies supply support surf surgery " +
    "sydney systems tattoo tax taxi team tech technology tel tennis theater tickets tips tires today tokyo tools top tours town toys " +
    "trade trading training travel tube university uno vacations ventures vet viajes video villas vin vip vision vodka vote voting " +
    "voyage wang watch watches weather web webcam website wedding wiki win wine winners work works world wow wtf xin xxx xyz yachts " +
    "yoga you zip zone"
  ).split(" "),
);

/** Zones that recursors answer themselves, from the right (RFC 6303 section 4). */
const privateReverse =
  /\.(?:10|127|168\.192|254\.169|(?:1[6-9]|2\d|3[01])\.172)\.in-addr\.arpa$|\.[cd]\.f\.ip6\.arpa$|\.[89ab]\.e\.f\.ip6\.arpa$/;

function cannotExist(name: string): boolean {
  const parts = labels(lowerName(name));
  const last = parts.at(-1);
  if (last === undefined) return false;
  if (last === "arpa") return privateReverse.test(`.${parts.join(".")}`);
  // A top-level domain itself has no addresses.
  if (parts.length === 1) return true;
  return !ofCountries.has(last) && !last.startsWith("xn--") && !generic.has(last);
}
