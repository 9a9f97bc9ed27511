/**
 * Names that time zones have beside their IANA name: the abbreviations that input understands, and those that output
 * prints for a zone, which Intl does not know. Kept as text and taken apart when first asked for.
 */

/** Minutes east of Greenwich of the abbreviations of pg_timezone_abbrevs; `d` marks daylight-saving time. */
const abbreviationText = `
acdt 630d; acsst 630d; acst 570; act -300; acwst 525; adt -180d; aedt 660d; aesst 660d; aest 600; aft 270; akdt
-480d; akst -540; almst 420d; almt 360; amst 240; amt -240; anast 720; anat 720; arst -180; art -180; ast -240;
awsst 540d; awst 480; azost 0d; azot -60; azst 240; azt 240; bdst 120d; bdt 360; bnt 480; bort 480; bot -240; bra
-180; brst -120d; brt -180; bst 60d; btt 360; cadt 630d; cast 570; cct 480; cdt -300d; cest 120d; cet 60; cetdst
120d; chadt 825d; chast 765; chut 600; ckt -600; clst -180d; clt -180d; cot -300; cst -360; cxt 420; davt 420;
ddut 600; easst -300d; east -300d; eat 180; edt -240d; eest 180d; eet 120; eetdst 180d; egst 0d; egt -60; est
-300; fet 180; fjst 780d; fjt 720; fkst -180; fkt -180; fnst -60d; fnt -120; galt -360; gamt -540; gest 240; get
240; gft -180; gilt 720; gmt 0; gyt -240; hkt 480; hst -600; ict 420; idt 180d; iot 360; irkst 480; irkt 480; irt
210; ist 120; jayt 540; jst 540; kdt 600d; kgst 360d; kgt 360; kost 660; krast 420; krat 420; kst 540; lhdt 660d;
lhst 630; ligt 600; lint 840; lkt 330; magst 660; magt 660; mart -570; mawt 300; mdt -360d; mest 120d; mesz 120d;
met 60; metdst 120d; mez 60; mht 720; mmt 390; mpt 600; msd 240d; msk 180; mst -420; must 300d; mut 240; mvt 300;
myt 480; ndt -150d; nft -210; novst 420; novt 420; npt 345; nst -210; nut -660; nzdt 780d; nzst 720; nzt 720;
omsst 360; omst 360; pdt -420d; pet -300; petst 720; pett 720; pgt 600; pht 480; pkst 360d; pkt 300; pmdt -120d;
pmst -180; pont 660; pst -480; pwt 540; pyst -180d; pyt -180; ret 240; sadt 630d; sast 120; sct 240; sgt 480; taht
-600; tft 300; tjt 300; tkt 780; tmt 300; tot 780; trut 600; tvt 720; uct 0; ulast 540d; ulat 480; ut 0; utc 0;
uyst -120d; uyt -180; uzst 360d; uzt 300; vet -240; vlast 600; vlat 600; volt 180; vut 660; wadt 480d; wakt 720;
wast 420; wat 60; wdt 540d; wet 0; wetdst 60d; wft 720; wgst -120d; wgt -180; xjt 360; yakst 540; yakt 540; yapt
600; yekst 360d; yekt 300; z 0; zulu 0`;

/** `winter/summer zone zone …;` as of January and July; zones that are not here print their offset. */
const zoneText = `
GMT Africa/Abidjan Africa/Accra Africa/Bamako Africa/Banjul Africa/Bissau Africa/Conakry Africa/Dakar
Africa/Freetown Africa/Lome Africa/Monrovia Africa/Nouakchott Africa/Ouagadougou Africa/Sao_Tome
America/Danmarkshavn Atlantic/Reykjavik Atlantic/St_Helena;EAT Africa/Addis_Ababa Africa/Asmera
Africa/Dar_es_Salaam Africa/Djibouti Africa/Kampala Africa/Mogadishu Africa/Nairobi Indian/Antananarivo
Indian/Comoro Indian/Mayotte;CET Africa/Algiers Africa/Tunis;WAT Africa/Bangui Africa/Brazzaville
Africa/Douala Africa/Kinshasa Africa/Lagos Africa/Libreville Africa/Luanda Africa/Malabo Africa/Ndjamena
Africa/Niamey Africa/Porto-Novo;CAT Africa/Blantyre Africa/Bujumbura Africa/Gaborone Africa/Harare Africa/Juba
Africa/Khartoum Africa/Kigali Africa/Lubumbashi Africa/Lusaka Africa/Maputo Africa/Windhoek;EET/EEST
Africa/Cairo Asia/Beirut Asia/Famagusta Asia/Gaza Asia/Hebron Asia/Nicosia Europe/Athens Europe/Bucharest
Europe/Chisinau Europe/Helsinki Europe/Kiev Europe/Mariehamn Europe/Riga Europe/Sofia Europe/Tallinn
Europe/Vilnius;CET/CEST Africa/Ceuta Arctic/Longyearbyen Europe/Brussels Europe/Amsterdam Europe/Andorra
Europe/Belgrade Europe/Berlin Europe/Bratislava Europe/Budapest Europe/Busingen Europe/Copenhagen
Europe/Gibraltar Europe/Ljubljana Europe/Luxembourg Europe/Madrid Europe/Malta Europe/Monaco Europe/Oslo
Europe/Paris Europe/Podgorica Europe/Prague Europe/Rome Europe/San_Marino Europe/Sarajevo Europe/Skopje
Europe/Stockholm Europe/Tirane Europe/Vaduz Europe/Vatican Europe/Vienna Europe/Warsaw Europe/Zagreb
Europe/Zurich;SAST Africa/Johannesburg Africa/Maseru Africa/Mbabane;EET Africa/Tripoli
Europe/Kaliningrad;HST/HDT America/Adak;AKST/AKDT America/Anchorage America/Juneau America/Metlakatla
America/Nome America/Sitka America/Yakutat;AST America/Anguilla America/Antigua America/Aruba America/Barbados
America/Blanc-Sablon America/Curacao America/Dominica America/Grenada America/Guadeloupe America/Kralendijk
America/Lower_Princes America/Marigot America/Martinique America/Montserrat America/Port_of_Spain
America/Puerto_Rico America/Santo_Domingo America/St_Barthelemy America/St_Kitts America/St_Lucia
America/St_Thomas America/St_Vincent America/Tortola;EST America/Coral_Harbour America/Cancun America/Cayman
America/Jamaica America/Panama;CST America/Bahia_Banderas America/Belize America/Chihuahua America/Costa_Rica
America/El_Salvador America/Guatemala America/Managua America/Merida America/Mexico_City America/Monterrey
America/Regina America/Swift_Current America/Tegucigalpa Asia/Shanghai Asia/Macau Asia/Taipei;MST/MDT
America/Boise America/Cambridge_Bay America/Ciudad_Juarez America/Denver America/Edmonton
America/Inuvik;CST/CDT America/Chicago America/Havana America/Indiana/Knox America/Indiana/Tell_City
America/Matamoros America/Menominee America/North_Dakota/Beulah America/North_Dakota/Center
America/North_Dakota/New_Salem America/Ojinaga America/Winnipeg America/Rankin_Inlet America/Resolute;MST
America/Creston America/Dawson America/Dawson_Creek America/Fort_Nelson America/Hermosillo America/Mazatlan
America/Phoenix America/Whitehorse;EST/EDT America/Detroit America/Indianapolis America/Grand_Turk
America/Indiana/Marengo America/Indiana/Petersburg America/Indiana/Vevay America/Indiana/Vincennes
America/Indiana/Winamac America/Iqaluit America/Louisville America/Kentucky/Monticello America/Toronto
America/Nassau America/New_York America/Port-au-Prince;PST/PDT America/Tijuana America/Los_Angeles
America/Vancouver;AST/ADT America/Glace_Bay America/Goose_Bay America/Halifax America/Moncton America/Thule
Atlantic/Bermuda;NST/NDT America/St_Johns;AEDT/AEST Antarctica/Macquarie Australia/Sydney Australia/Hobart
Australia/Melbourne;NZDT/NZST Antarctica/McMurdo Pacific/Auckland;IST Asia/Calcutta;HKT Asia/Hong_Kong;WIB
Asia/Jakarta Asia/Pontianak;WIT Asia/Jayapura;IST/IDT Asia/Jerusalem;PKT Asia/Karachi;WITA Asia/Makassar;PST
Asia/Manila;KST Asia/Pyongyang Asia/Seoul;JST Asia/Tokyo;WET/WEST Atlantic/Canary Atlantic/Faeroe
Atlantic/Madeira Europe/Lisbon;ACDT/ACST Australia/Adelaide Australia/Broken_Hill;AEST Australia/Brisbane
Australia/Lindeman;ACST Australia/Darwin;AWST Australia/Perth;GMT/IST Europe/Dublin;UTC UTC;GMT/BST
Europe/London Europe/Guernsey Europe/Isle_of_Man Europe/Jersey;MSK Europe/Kirov Europe/Moscow
Europe/Simferopol Europe/Volgograd;HST Pacific/Honolulu;ChST Pacific/Guam Pacific/Saipan;SST Pacific/Midway
Pacific/Pago_Pago;
`;

export interface ZoneAbbreviation {
  readonly name: string;
  /** Seconds east of Greenwich. */
  readonly offset: number;
  readonly daylight: boolean;
}

let abbreviations: Map<string, ZoneAbbreviation> | null = null;

function loadAbbreviations(): Map<string, ZoneAbbreviation> {
  const map = new Map<string, ZoneAbbreviation>();
  for (const entry of abbreviationText.split(';')) {
    const match = /(\w+)\s+(-?\d+)(d?)/.exec(entry);
    if (match === null) continue;
    const name = match[1]!;
    map.set(name, { name, offset: Number(match[2]) * 60, daylight: match[3] === 'd' });
  }
  return map;
}

/** An abbreviation by its lower-case name. */
export function findAbbreviation(name: string): ZoneAbbreviation | null {
  abbreviations ??= loadAbbreviations();
  return abbreviations.get(name) ?? null;
}

export function allAbbreviations(): Iterable<ZoneAbbreviation> {
  abbreviations ??= loadAbbreviations();
  return abbreviations.values();
}

let zones: Map<string, string> | null = null;

function loadZones(): Map<string, string> {
  const map = new Map<string, string>();
  for (const group of zoneText.split(';')) {
    const [label, ...names] = group.trim().split(/\s+/);
    for (const name of names) map.set(name, label!);
  }
  return map;
}

/** The abbreviations of a zone, 'CET/CEST' or 'JST', by the name Intl resolves it to; null when it has none. */
export function zoneLabels(name: string): string | null {
  zones ??= loadZones();
  return zones.get(name) ?? null;
}
