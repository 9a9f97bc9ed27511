/**
 * Functions that other catalogs name and that no statement can call: those that read and write types, handlers of access methods,
 * validators of languages, parts of text search. Clients join them by OID. From PostgreSQL 15's catalogs.
 */
import { conversions } from '../../types/charsets/conversions.ts';
import type { Oid } from '../../types/type-def.ts';

export interface InternalFunction {
  readonly oid: Oid;
  readonly name: string;
  readonly strict: boolean;
  /** As provolatile has it. */
  readonly volatility: string;
  readonly result: Oid;
  readonly args: readonly Oid[];
}

/** OID, name, strict, volatility, result, arguments. */
const source = `
3 heap_tableam_handler t v 269 2281 | 31 byteaout t i 2275 17 | 33 charout t i 2275 18 | 34 namein t i 19 2275
35 nameout t i 2275 19 | 38 int2in t i 21 2275 | 39 int2out t i 2275 21 | 40 int2vectorin t i 22 2275
41 int2vectorout t i 2275 22 | 42 int4in t i 23 2275 | 43 int4out t i 2275 23 | 44 regprocin t s 24 2275
45 regprocout t s 2275 24 | 46 textin t i 25 2275 | 47 textout t i 2275 25 | 48 tidin t i 27 2275
49 tidout t i 2275 27 | 50 xidin t i 28 2275 | 51 xidout t i 2275 28 | 52 cidin t i 29 2275 | 53 cidout t i 2275 29
54 oidvectorin t i 30 2275 | 55 oidvectorout t i 2275 30 | 86 pg_ddl_command_in t i 32 2275
87 pg_ddl_command_out t i 2275 32 | 88 pg_ddl_command_recv t i 32 2281 | 90 pg_ddl_command_send t i 17 32
109 unknownin t i 705 2275 | 110 unknownout t i 2275 705 | 117 point_in t i 600 2275 | 118 point_out t i 2275 600
119 lseg_in t i 601 2275 | 120 lseg_out t i 2275 601 | 121 path_in t i 602 2275 | 122 path_out t i 2275 602
123 box_in t i 603 2275 | 124 box_out t i 2275 603 | 195 pg_node_tree_in t i 194 2275
196 pg_node_tree_out t i 2275 194 | 197 pg_node_tree_recv t s 194 2281 | 198 pg_node_tree_send t s 17 194
200 float4in t i 700 2275 | 201 float4out t i 2275 700 | 214 float8in t i 701 2275 | 215 float8out t i 2275 701
267 table_am_handler_in f i 269 2275 | 268 table_am_handler_out t i 2275 269 | 321 json_in t i 114 2275
322 json_out t i 2275 114 | 323 json_recv t i 114 2281 | 324 json_send t i 17 114
326 index_am_handler_in f i 325 2275 | 327 index_am_handler_out t i 2275 325 | 330 bthandler t v 325 2281
331 hashhandler t v 325 2281 | 347 poly_in t i 604 2275 | 348 poly_out t i 2275 604 | 436 macaddr_in t i 829 2275
437 macaddr_out t i 2275 829 | 460 int8in t i 20 2275 | 461 int8out t i 2275 20 | 750 array_in t s 2277 2275 26 23
751 array_out t s 2275 2277 | 886 cash_in t s 790 2275 | 887 cash_out t s 2275 790 | 910 inet_in t i 869 2275
911 inet_out t i 2275 869 | 1031 aclitemin t s 1033 2275 | 1032 aclitemout t s 2275 1033
1044 bpcharin t i 1042 2275 26 23 | 1045 bpcharout t i 2275 1042 | 1046 varcharin t i 1043 2275 26 23
1047 varcharout t i 2275 1043 | 1084 date_in t s 1082 2275 | 1085 date_out t s 2275 1082
1143 time_in t s 1083 2275 26 23 | 1144 time_out t i 2275 1083 | 1150 timestamptz_in t s 1184 2275 26 23
1151 timestamptz_out t s 2275 1184 | 1160 interval_in t s 1186 2275 26 23 | 1161 interval_out t s 2275 1186
1242 boolin t i 16 2275 | 1243 boolout t i 2275 16 | 1244 byteain t i 17 2275 | 1245 charin t i 18 2275
1267 cidr_in t i 650 2275 | 1312 timestamp_in t s 1114 2275 26 23 | 1313 timestamp_out t s 2275 1114
1350 timetz_in t s 1266 2275 26 23 | 1351 timetz_out t i 2275 1266 | 1427 cidr_out t i 2275 650
1450 circle_in t i 718 2275 | 1451 circle_out t i 2275 718 | 1490 line_in t i 628 2275 | 1491 line_out t i 2275 628
1564 bit_in t i 1560 2275 26 23 | 1565 bit_out t i 2275 1560 | 1579 varbit_in t i 1562 2275 26 23
1580 varbit_out t i 2275 1562 | 1701 numeric_in t i 1700 2275 26 23 | 1702 numeric_out t i 2275 1700
1798 oidin t i 26 2275 | 1799 oidout t i 2275 26 | 2212 regprocedurein t s 2202 2275
2213 regprocedureout t s 2275 2202 | 2214 regoperin t s 2203 2275 | 2215 regoperout t s 2275 2203
2216 regoperatorin t s 2204 2275 | 2217 regoperatorout t s 2275 2204 | 2218 regclassin t s 2205 2275
2219 regclassout t s 2275 2205 | 2220 regtypein t s 2206 2275 | 2221 regtypeout t s 2275 2206
2246 fmgr_internal_validator t s 2278 26 | 2247 fmgr_c_validator t s 2278 26 | 2248 fmgr_sql_validator t s 2278 26
2290 record_in t s 2249 2275 26 23 | 2291 record_out t s 2275 2249 | 2292 cstring_in t i 2275 2275
2293 cstring_out t i 2275 2275 | 2294 any_in t i 2276 2275 | 2295 any_out t i 2275 2276
2296 anyarray_in t i 2277 2275 | 2297 anyarray_out t s 2275 2277 | 2298 void_in t i 2278 2275
2299 void_out t i 2275 2278 | 2300 trigger_in f i 2279 2275 | 2301 trigger_out t i 2275 2279
2302 language_handler_in f i 2280 2275 | 2303 language_handler_out t i 2275 2280 | 2304 internal_in f i 2281 2275
2305 internal_out t i 2275 2281 | 2312 anyelement_in t i 2283 2275 | 2313 anyelement_out t i 2275 2283
2400 array_recv t s 2277 2281 26 23 | 2401 array_send t s 17 2277 | 2402 record_recv t s 2249 2281 26 23
2403 record_send t s 17 2249 | 2404 int2recv t i 21 2281 | 2405 int2send t i 17 21 | 2406 int4recv t i 23 2281
2407 int4send t i 17 23 | 2408 int8recv t i 20 2281 | 2409 int8send t i 17 20 | 2410 int2vectorrecv t i 22 2281
2411 int2vectorsend t i 17 22 | 2412 bytearecv t i 17 2281 | 2413 byteasend t i 17 17 | 2414 textrecv t s 25 2281
2415 textsend t s 17 25 | 2416 unknownrecv t i 705 2281 | 2417 unknownsend t i 17 705 | 2418 oidrecv t i 26 2281
2419 oidsend t i 17 26 | 2420 oidvectorrecv t i 30 2281 | 2421 oidvectorsend t i 17 30 | 2422 namerecv t s 19 2281
2423 namesend t s 17 19 | 2424 float4recv t i 700 2281 | 2425 float4send t i 17 700 | 2426 float8recv t i 701 2281
2427 float8send t i 17 701 | 2428 point_recv t i 600 2281 | 2429 point_send t i 17 600
2430 bpcharrecv t s 1042 2281 26 23 | 2431 bpcharsend t s 17 1042 | 2432 varcharrecv t s 1043 2281 26 23
2433 varcharsend t s 17 1043 | 2434 charrecv t i 18 2281 | 2435 charsend t i 17 18 | 2436 boolrecv t i 16 2281
2437 boolsend t i 17 16 | 2438 tidrecv t i 27 2281 | 2439 tidsend t i 17 27 | 2440 xidrecv t i 28 2281
2441 xidsend t i 17 28 | 2442 cidrecv t i 29 2281 | 2443 cidsend t i 17 29 | 2444 regprocrecv t i 24 2281
2445 regprocsend t i 17 24 | 2446 regprocedurerecv t i 2202 2281 | 2447 regproceduresend t i 17 2202
2448 regoperrecv t i 2203 2281 | 2449 regopersend t i 17 2203 | 2450 regoperatorrecv t i 2204 2281
2451 regoperatorsend t i 17 2204 | 2452 regclassrecv t i 2205 2281 | 2453 regclasssend t i 17 2205
2454 regtyperecv t i 2206 2281 | 2455 regtypesend t i 17 2206 | 2456 bit_recv t i 1560 2281 26 23
2457 bit_send t i 17 1560 | 2458 varbit_recv t i 1562 2281 26 23 | 2459 varbit_send t i 17 1562
2460 numeric_recv t i 1700 2281 26 23 | 2461 numeric_send t i 17 1700 | 2468 date_recv t i 1082 2281
2469 date_send t i 17 1082 | 2470 time_recv t i 1083 2281 26 23 | 2471 time_send t i 17 1083
2472 timetz_recv t i 1266 2281 26 23 | 2473 timetz_send t i 17 1266 | 2474 timestamp_recv t i 1114 2281 26 23
2475 timestamp_send t i 17 1114 | 2476 timestamptz_recv t i 1184 2281 26 23 | 2477 timestamptz_send t i 17 1184
2478 interval_recv t i 1186 2281 26 23 | 2479 interval_send t i 17 1186 | 2480 lseg_recv t i 601 2281
2481 lseg_send t i 17 601 | 2482 path_recv t i 602 2281 | 2483 path_send t i 17 602 | 2484 box_recv t i 603 2281
2485 box_send t i 17 603 | 2486 poly_recv t i 604 2281 | 2487 poly_send t i 17 604 | 2488 line_recv t i 628 2281
2489 line_send t i 17 628 | 2490 circle_recv t i 718 2281 | 2491 circle_send t i 17 718 | 2492 cash_recv t i 790 2281
2493 cash_send t i 17 790 | 2494 macaddr_recv t i 829 2281 | 2495 macaddr_send t i 17 829
2496 inet_recv t i 869 2281 | 2497 inet_send t i 17 869 | 2498 cidr_recv t i 650 2281 | 2499 cidr_send t i 17 650
2500 cstring_recv t s 2275 2281 | 2501 cstring_send t s 17 2275 | 2502 anyarray_recv t s 2277 2281
2503 anyarray_send t s 17 2277 | 2777 anynonarray_in t i 2776 2275 | 2778 anynonarray_out t i 2275 2776
2893 xml_in t s 142 2275 | 2894 xml_out t i 2275 142 | 2898 xml_recv t s 142 2281 | 2899 xml_send t s 17 142
2902 varbittypmodin t i 23 1263 | 2903 intervaltypmodin t i 23 1263 | 2904 intervaltypmodout t i 2275 23
2905 timestamptypmodin t i 23 1263 | 2906 timestamptypmodout t i 2275 23 | 2907 timestamptztypmodin t i 23 1263
2908 timestamptztypmodout t i 2275 23 | 2909 timetypmodin t i 23 1263 | 2910 timetypmodout t i 2275 23
2911 timetztypmodin t i 23 1263 | 2912 timetztypmodout t i 2275 23 | 2913 bpchartypmodin t i 23 1263
2914 bpchartypmodout t i 2275 23 | 2915 varchartypmodin t i 23 1263 | 2916 varchartypmodout t i 2275 23
2917 numerictypmodin t i 23 1263 | 2918 numerictypmodout t i 2275 23 | 2919 bittypmodin t i 23 1263
2920 bittypmodout t i 2275 23 | 2921 varbittypmodout t i 2275 23 | 2939 txid_snapshot_in t i 2970 2275
2940 txid_snapshot_out t i 2275 2970 | 2941 txid_snapshot_recv t i 2970 2281 | 2942 txid_snapshot_send t i 17 2970
2952 uuid_in t i 2950 2275 | 2953 uuid_out t i 2275 2950 | 2961 uuid_recv t i 2950 2281 | 2962 uuid_send t i 17 2950
3116 fdw_handler_in f i 3115 2275 | 3117 fdw_handler_out t i 2275 3115 | 3120 void_recv t i 2278 2281
3121 void_send t i 17 2278 | 3229 pg_lsn_in t i 3220 2275 | 3230 pg_lsn_out t i 2275 3220
3238 pg_lsn_recv t i 3220 2281 | 3239 pg_lsn_send t i 17 3220 | 3311 tsm_handler_in f i 3310 2275
3312 tsm_handler_out t i 2275 3310 | 3355 pg_ndistinct_in t i 3361 2275 | 3356 pg_ndistinct_out t i 2275 3361
3357 pg_ndistinct_recv t s 3361 2281 | 3358 pg_ndistinct_send t s 17 3361 | 3404 pg_dependencies_in t i 3402 2275
3405 pg_dependencies_out t i 2275 3402 | 3406 pg_dependencies_recv t s 3402 2281
3407 pg_dependencies_send t s 17 3402 | 3446 macaddr8_recv t i 774 2281 | 3447 macaddr8_send t i 17 774
2597 domain_in f s 2276 2275 26 23 | 2598 domain_recv f s 2276 2281 26 23 | 3506 enum_in t s 3500 2275 26
3507 enum_out t s 2275 3500 | 3532 enum_recv t s 3500 2281 26 | 3533 enum_send t s 17 3500
3504 anyenum_in t i 3500 2275 | 3505 anyenum_out t s 2275 3500 | 3594 event_trigger_in f i 3838 2275
3595 event_trigger_out t i 2275 3838 | 3610 tsvectorin t i 3614 2275 | 3611 tsvectorout t i 2275 3614
3612 tsqueryin t i 3615 2275 | 3613 tsqueryout t i 2275 3615 | 3638 tsvectorsend t i 17 3614
3639 tsvectorrecv t i 3614 2281 | 3640 tsquerysend t i 17 3615 | 3641 tsqueryrecv t i 3615 2281
3646 gtsvectorin t i 3642 2275 | 3647 gtsvectorout t i 2275 3642 | 3688 ts_typanalyze t s 16 2281
3717 prsd_start t i 2281 2281 23 | 3718 prsd_nexttoken t i 2281 2281 2281 2281 | 3719 prsd_end t i 2278 2281
3720 prsd_headline t i 2281 2281 2281 3615 | 3721 prsd_lextype t i 2281 2281 | 3725 dsimple_init t i 2281 2281
3726 dsimple_lexize t i 2281 2281 2281 2281 2281 | 3736 regconfigin t s 3734 2275 | 3737 regconfigout t s 2275 3734
3738 regconfigrecv t i 3734 2281 | 3739 regconfigsend t i 17 3734 | 3771 regdictionaryin t s 3769 2275
3772 regdictionaryout t s 2275 3769 | 3773 regdictionaryrecv t i 3769 2281 | 3774 regdictionarysend t i 17 3769
3803 jsonb_send t i 17 3802 | 3804 jsonb_out t i 2275 3802 | 3805 jsonb_recv t i 3802 2281
3806 jsonb_in t i 3802 2275 | 3816 array_typanalyze t s 16 2281 | 3832 anyrange_in t s 3831 2275 26 23
3833 anyrange_out t s 2275 3831 | 3834 range_in t s 3831 2275 26 23 | 3835 range_out t s 2275 3831
3836 range_recv t s 3831 2281 26 23 | 3837 range_send t s 17 3831 | 3916 range_typanalyze t s 16 2281
4001 jsonpath_in t i 4072 2275 | 4002 jsonpath_recv t i 4072 2281 | 4003 jsonpath_out t i 2275 4072
4004 jsonpath_send t i 17 4072 | 4084 regnamespacein t s 4089 2275 | 4085 regnamespaceout t s 2275 4089
4087 regnamespacerecv t i 4089 2281 | 4088 regnamespacesend t i 17 4089 | 4092 regroleout t s 2275 4096
4094 regrolerecv t i 4096 2281 | 4095 regrolesend t i 17 4096 | 4098 regrolein t s 4096 2275
4110 macaddr8_in t i 774 2275 | 4111 macaddr8_out t i 2275 774 | 4193 regcollationin t s 4191 2275
4194 regcollationout t s 2275 4191 | 4196 regcollationrecv t i 4191 2281 | 4197 regcollationsend t i 17 4191
4226 anycompatiblemultirange_in t s 4538 2275 26 23 | 4227 anycompatiblemultirange_out t s 2275 4538
4229 anymultirange_in t s 4537 2275 26 23 | 4230 anymultirange_out t s 2275 4537
4231 multirange_in t s 4537 2275 26 23 | 4232 multirange_out t s 2275 4537 | 4233 multirange_recv t s 4537 2281 26 23
4234 multirange_send t s 17 4537 | 4242 multirange_typanalyze t s 16 2281 | 4596 brin_bloom_summary_in t i 4600 2275
4597 brin_bloom_summary_out t i 2275 4600 | 4598 brin_bloom_summary_recv t s 4600 2281
4599 brin_bloom_summary_send t s 17 4600 | 4638 brin_minmax_multi_summary_in t i 4601 2275
4639 brin_minmax_multi_summary_out t i 2275 4601 | 4640 brin_minmax_multi_summary_recv t s 4601 2281
4641 brin_minmax_multi_summary_send t s 17 4601 | 5018 pg_mcv_list_in t i 5017 2275
5019 pg_mcv_list_out t i 2275 5017 | 5020 pg_mcv_list_recv t s 5017 2281 | 5021 pg_mcv_list_send t s 17 5017
5055 pg_snapshot_in t i 5038 2275 | 5056 pg_snapshot_out t i 2275 5038 | 5057 pg_snapshot_recv t i 5038 2281
5058 pg_snapshot_send t i 17 5038 | 5070 xid8in t i 5069 2275 | 5081 xid8out t i 2275 5069
5082 xid8recv t i 5069 2281 | 5083 xid8send t i 17 5069 | 5086 anycompatible_in t i 5077 2275
5087 anycompatible_out t i 2275 5077 | 5088 anycompatiblearray_in t i 5078 2275
5089 anycompatiblearray_out t s 2275 5078 | 5090 anycompatiblearray_recv t s 5078 2281
5091 anycompatiblearray_send t s 17 5078 | 5092 anycompatiblenonarray_in t i 5079 2275
5093 anycompatiblenonarray_out t i 2275 5079 | 5094 anycompatiblerange_in t s 5080 2275 26 23
5095 anycompatiblerange_out t s 2275 5080 | 6098 jsonb_subscript_handler t i 2281 2281
6179 array_subscript_handler t i 2281 2281 | 6180 raw_array_subscript_handler t i 2281 2281
13148 dsnowball_init t v 2281 2281 | 13149 dsnowball_lexize t v 2281 2281 2281 2281 2281
`;

let functions: ReadonlyMap<Oid, InternalFunction> | null = null;

/** What the functions of conversions between character sets take. */
const conversionArguments: readonly Oid[] = [23, 23, 2275, 2281, 23, 16];

export function internalFunctions(): ReadonlyMap<Oid, InternalFunction> {
  if (functions !== null) return functions;
  const own = source
    .trim()
    .split(/ \| |\n/)
    .map((row): InternalFunction => {
      const [oid, name, strict, volatility, result, ...args] = row.split(' ');
      return {
        oid: Number(oid),
        name: name!,
        strict: strict === 't',
        volatility: volatility!,
        result: Number(result),
        args: args.map(Number),
      };
    });
  // Several conversions share one.
  const converting = conversions().map(
    ({ functionOid, functionName }): InternalFunction => ({
      oid: functionOid,
      name: functionName,
      strict: true,
      volatility: 'i',
      result: 23,
      args: conversionArguments,
    }),
  );
  functions = new Map([...own, ...converting].map((fn) => [fn.oid, fn]));
  return functions;
}
