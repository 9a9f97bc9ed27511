/**
 * Facts of pg_type and pg_proc that nothing here computes with: which functions read and write a type. Clients join them to tell
 * arrays and binary formats apart. From PostgreSQL 15's catalogs.
 */
import type { Oid } from '../../types/type-def.ts';

/** By type: input, output, receive, send, and where the type takes a modifier, its two functions. */
const source = `
16 1242 1243 2436 2437 | 17 1244 31 2412 2413 | 18 1245 33 2434 2435 | 19 34 35 2422 2423 | 20 460 461 2408 2409
21 38 39 2404 2405 | 22 40 41 2410 2411 | 23 42 43 2406 2407 | 24 44 45 2444 2445 | 25 46 47 2414 2415
26 1798 1799 2418 2419 | 27 48 49 2438 2439 | 28 50 51 2440 2441 | 29 52 53 2442 2443 | 30 54 55 2420 2421
32 86 87 88 90 | 114 321 322 323 324 | 142 2893 2894 2898 2899 | 194 195 196 197 198 | 269 267 268 0 0
325 326 327 0 0 | 600 117 118 2428 2429 | 601 119 120 2480 2481 | 602 121 122 2482 2483 | 603 123 124 2484 2485
604 347 348 2486 2487 | 628 1490 1491 2488 2489 | 650 1267 1427 2498 2499 | 700 200 201 2424 2425
701 214 215 2426 2427 | 705 109 110 2416 2417 | 718 1450 1451 2490 2491 | 774 4110 4111 3446 3447
790 886 887 2492 2493 | 829 436 437 2494 2495 | 869 910 911 2496 2497 | 1033 1031 1032 0 0
1042 1044 1045 2430 2431 2913 2914 | 1043 1046 1047 2432 2433 2915 2916 | 1082 1084 1085 2468 2469
1083 1143 1144 2470 2471 2909 2910 | 1114 1312 1313 2474 2475 2905 2906 | 1184 1150 1151 2476 2477 2907 2908
1186 1160 1161 2478 2479 2903 2904 | 1266 1350 1351 2472 2473 2911 2912 | 1560 1564 1565 2456 2457 2919 2920
1562 1579 1580 2458 2459 2902 2921 | 1700 1701 1702 2460 2461 2917 2918 | 1790 46 47 2414 2415
2202 2212 2213 2446 2447 | 2203 2214 2215 2448 2449 | 2204 2216 2217 2450 2451 | 2205 2218 2219 2452 2453
2206 2220 2221 2454 2455 | 2249 2290 2291 2402 2403 | 2275 2292 2293 2500 2501 | 2276 2294 2295 0 0
2277 2296 2297 2502 2503 | 2278 2298 2299 3120 3121 | 2279 2300 2301 0 0 | 2280 2302 2303 0 0 | 2281 2304 2305 0 0
2283 2312 2313 0 0 | 2287 750 751 2400 2401 | 2776 2777 2778 0 0 | 2950 2952 2953 2961 2962 | 2970 2939 2940 2941 2942
3115 3116 3117 0 0 | 3220 3229 3230 3238 3239 | 3310 3311 3312 0 0 | 3361 3355 3356 3357 3358
3402 3404 3405 3406 3407 | 3500 3504 3505 0 0 | 3614 3610 3611 3639 3638 | 3615 3612 3613 3641 3640
3642 3646 3647 0 0 | 3734 3736 3737 3738 3739 | 3769 3771 3772 3773 3774 | 3802 3806 3804 3805 3803
3831 3832 3833 0 0 | 3838 3594 3595 0 0 | 3904 3834 3835 3836 3837 | 3906 3834 3835 3836 3837
3908 3834 3835 3836 3837 | 3910 3834 3835 3836 3837 | 3912 3834 3835 3836 3837 | 3926 3834 3835 3836 3837
4072 4001 4003 4002 4004 | 4089 4084 4085 4087 4088 | 4096 4098 4092 4094 4095 | 4191 4193 4194 4196 4197
4451 4231 4232 4233 4234 | 4532 4231 4232 4233 4234 | 4533 4231 4232 4233 4234 | 4534 4231 4232 4233 4234
4535 4231 4232 4233 4234 | 4536 4231 4232 4233 4234 | 4537 4229 4230 0 0 | 4538 4226 4227 0 0
4600 4596 4597 4598 4599 | 4601 4638 4639 4640 4641 | 5017 5018 5019 5020 5021 | 5038 5055 5056 5057 5058
5069 5070 5081 5082 5083 | 5077 5086 5087 0 0 | 5078 5088 5089 5090 5091 | 5079 5092 5093 0 0 | 5080 5094 5095 0 0
`;

/** OIDs and names of those functions. */
const functionSource = `
1031:aclitemin 1032:aclitemout 1044:bpcharin 1045:bpcharout 1046:varcharin 1047:varcharout 1084:date_in 1085:date_out
109:unknownin 110:unknownout 1143:time_in 1144:time_out 1150:timestamptz_in 1151:timestamptz_out 1160:interval_in
1161:interval_out 117:point_in 118:point_out 119:lseg_in 120:lseg_out 121:path_in 122:path_out 123:box_in 1242:boolin
1243:boolout 1244:byteain 1245:charin 124:box_out 1267:cidr_in 1312:timestamp_in 1313:timestamp_out 1350:timetz_in
1351:timetz_out 1427:cidr_out 1450:circle_in 1451:circle_out 1490:line_in 1491:line_out 1564:bit_in 1565:bit_out
1579:varbit_in 1580:varbit_out 1701:numeric_in 1702:numeric_out 1798:oidin 1799:oidout 195:pg_node_tree_in
196:pg_node_tree_out 197:pg_node_tree_recv 198:pg_node_tree_send 200:float4in 201:float4out 214:float8in 215:float8out
2212:regprocedurein 2213:regprocedureout 2214:regoperin 2215:regoperout 2216:regoperatorin 2217:regoperatorout
2218:regclassin 2219:regclassout 2220:regtypein 2221:regtypeout 2290:record_in 2291:record_out 2292:cstring_in
2293:cstring_out 2294:any_in 2295:any_out 2296:anyarray_in 2297:anyarray_out 2298:void_in 2299:void_out
2300:trigger_in 2301:trigger_out 2302:language_handler_in 2303:language_handler_out 2304:internal_in 2305:internal_out
2312:anyelement_in 2313:anyelement_out 2400:array_recv 2401:array_send 2402:record_recv 2403:record_send 2404:int2recv
2405:int2send 2406:int4recv 2407:int4send 2408:int8recv 2409:int8send 2410:int2vectorrecv 2411:int2vectorsend
2412:bytearecv 2413:byteasend 2414:textrecv 2415:textsend 2416:unknownrecv 2417:unknownsend 2418:oidrecv 2419:oidsend
2420:oidvectorrecv 2421:oidvectorsend 2422:namerecv 2423:namesend 2424:float4recv 2425:float4send 2426:float8recv
2427:float8send 2428:point_recv 2429:point_send 2430:bpcharrecv 2431:bpcharsend 2432:varcharrecv 2433:varcharsend
2434:charrecv 2435:charsend 2436:boolrecv 2437:boolsend 2438:tidrecv 2439:tidsend 2440:xidrecv 2441:xidsend
2442:cidrecv 2443:cidsend 2444:regprocrecv 2445:regprocsend 2446:regprocedurerecv 2447:regproceduresend
2448:regoperrecv 2449:regopersend 2450:regoperatorrecv 2451:regoperatorsend 2452:regclassrecv 2453:regclasssend
2454:regtyperecv 2455:regtypesend 2456:bit_recv 2457:bit_send 2458:varbit_recv 2459:varbit_send 2460:numeric_recv
2461:numeric_send 2468:date_recv 2469:date_send 2470:time_recv 2471:time_send 2472:timetz_recv 2473:timetz_send
2474:timestamp_recv 2475:timestamp_send 2476:timestamptz_recv 2477:timestamptz_send 2478:interval_recv
2479:interval_send 2480:lseg_recv 2481:lseg_send 2482:path_recv 2483:path_send 2484:box_recv 2485:box_send
2486:poly_recv 2487:poly_send 2488:line_recv 2489:line_send 2490:circle_recv 2491:circle_send 2492:cash_recv
2493:cash_send 2494:macaddr_recv 2495:macaddr_send 2496:inet_recv 2497:inet_send 2498:cidr_recv 2499:cidr_send
2500:cstring_recv 2501:cstring_send 2502:anyarray_recv 2503:anyarray_send 267:table_am_handler_in
268:table_am_handler_out 2777:anynonarray_in 2778:anynonarray_out 2893:xml_in 2894:xml_out 2898:xml_recv 2899:xml_send
2902:varbittypmodin 2903:intervaltypmodin 2904:intervaltypmodout 2905:timestamptypmodin 2906:timestamptypmodout
2907:timestamptztypmodin 2908:timestamptztypmodout 2909:timetypmodin 2910:timetypmodout 2911:timetztypmodin
2912:timetztypmodout 2913:bpchartypmodin 2914:bpchartypmodout 2915:varchartypmodin 2916:varchartypmodout
2917:numerictypmodin 2918:numerictypmodout 2919:bittypmodin 2920:bittypmodout 2921:varbittypmodout
2939:txid_snapshot_in 2940:txid_snapshot_out 2941:txid_snapshot_recv 2942:txid_snapshot_send 2952:uuid_in
2953:uuid_out 2961:uuid_recv 2962:uuid_send 3116:fdw_handler_in 3117:fdw_handler_out 3120:void_recv 3121:void_send
31:byteaout 321:json_in 3229:pg_lsn_in 322:json_out 3230:pg_lsn_out 3238:pg_lsn_recv 3239:pg_lsn_send 323:json_recv
324:json_send 326:index_am_handler_in 327:index_am_handler_out 3311:tsm_handler_in 3312:tsm_handler_out
3355:pg_ndistinct_in 3356:pg_ndistinct_out 3357:pg_ndistinct_recv 3358:pg_ndistinct_send 33:charout
3404:pg_dependencies_in 3405:pg_dependencies_out 3406:pg_dependencies_recv 3407:pg_dependencies_send
3446:macaddr8_recv 3447:macaddr8_send 347:poly_in 348:poly_out 34:namein 3504:anyenum_in 3505:anyenum_out
3594:event_trigger_in 3595:event_trigger_out 35:nameout 3610:tsvectorin 3611:tsvectorout 3612:tsqueryin
3613:tsqueryout 3638:tsvectorsend 3639:tsvectorrecv 3640:tsquerysend 3641:tsqueryrecv 3646:gtsvectorin
3647:gtsvectorout 3688:ts_typanalyze 3736:regconfigin 3737:regconfigout 3738:regconfigrecv 3739:regconfigsend
3771:regdictionaryin 3772:regdictionaryout 3773:regdictionaryrecv 3774:regdictionarysend 3803:jsonb_send
3804:jsonb_out 3805:jsonb_recv 3806:jsonb_in 3816:array_typanalyze 3832:anyrange_in 3833:anyrange_out 3834:range_in
3835:range_out 3836:range_recv 3837:range_send 38:int2in 3916:range_typanalyze 39:int2out 4001:jsonpath_in
4002:jsonpath_recv 4003:jsonpath_out 4004:jsonpath_send 4084:regnamespacein 4085:regnamespaceout 4087:regnamespacerecv
4088:regnamespacesend 4092:regroleout 4094:regrolerecv 4095:regrolesend 4098:regrolein 40:int2vectorin
4110:macaddr8_in 4111:macaddr8_out 4193:regcollationin 4194:regcollationout 4196:regcollationrecv
4197:regcollationsend 41:int2vectorout 4226:anycompatiblemultirange_in 4227:anycompatiblemultirange_out
4229:anymultirange_in 4230:anymultirange_out 4231:multirange_in 4232:multirange_out 4233:multirange_recv
4234:multirange_send 4242:multirange_typanalyze 42:int4in 436:macaddr_in 437:macaddr_out 43:int4out 44:regprocin
4596:brin_bloom_summary_in 4597:brin_bloom_summary_out 4598:brin_bloom_summary_recv 4599:brin_bloom_summary_send
45:regprocout 460:int8in 461:int8out 4638:brin_minmax_multi_summary_in 4639:brin_minmax_multi_summary_out
4640:brin_minmax_multi_summary_recv 4641:brin_minmax_multi_summary_send 46:textin 47:textout 48:tidin 49:tidout
5018:pg_mcv_list_in 5019:pg_mcv_list_out 5020:pg_mcv_list_recv 5021:pg_mcv_list_send 5055:pg_snapshot_in
5056:pg_snapshot_out 5057:pg_snapshot_recv 5058:pg_snapshot_send 5070:xid8in 5081:xid8out 5082:xid8recv 5083:xid8send
5086:anycompatible_in 5087:anycompatible_out 5088:anycompatiblearray_in 5089:anycompatiblearray_out
5090:anycompatiblearray_recv 5091:anycompatiblearray_send 5092:anycompatiblenonarray_in 5093:anycompatiblenonarray_out
5094:anycompatiblerange_in 5095:anycompatiblerange_out 50:xidin 51:xidout 52:cidin 53:cidout 54:oidvectorin
55:oidvectorout 6098:jsonb_subscript_handler 6179:array_subscript_handler 6180:raw_array_subscript_handler
750:array_in 751:array_out 86:pg_ddl_command_in 87:pg_ddl_command_out 886:cash_in 887:cash_out 88:pg_ddl_command_recv
90:pg_ddl_command_send 910:inet_in 911:inet_out
`;

export interface TypeFunctions {
  readonly input: Oid;
  readonly output: Oid;
  readonly receive: Oid;
  readonly send: Oid;
  readonly modifierIn: Oid;
  readonly modifierOut: Oid;
}

let byType: Map<Oid, TypeFunctions> | null = null;

const none: TypeFunctions = { input: 0, output: 0, receive: 0, send: 0, modifierIn: 0, modifierOut: 0 };
export const arrayFunctions: TypeFunctions = { ...none, input: 750, output: 751, receive: 2400, send: 2401 };
export const recordFunctions: TypeFunctions = { ...none, input: 2290, output: 2291, receive: 2402, send: 2403 };

export function typeFunctions(type: Oid): TypeFunctions {
  if (byType === null) {
    byType = new Map();
    for (const row of source.trim().split(/ \| |\n/)) {
      const [oid, input, output, receive, send, modifierIn, modifierOut] = row.split(' ').map(Number);
      byType.set(oid!, {
        input: input!,
        output: output!,
        receive: receive!,
        send: send!,
        modifierIn: modifierIn ?? 0,
        modifierOut: modifierOut ?? 0,
      });
    }
  }
  return byType.get(type) ?? none;
}

let functionNames: ReadonlyMap<Oid, string> | null = null;

/** The functions named above, as OID and name. */
export function typeFunctionNames(): ReadonlyMap<Oid, string> {
  functionNames ??= new Map(
    functionSource
      .trim()
      .split(/\s+/)
      .map((row): readonly [Oid, string] => {
        const colon = row.indexOf(':');
        return [Number(row.slice(0, colon)), row.slice(colon + 1)];
      }),
  );
  return functionNames;
}
