/** pg_ts_config, pg_ts_config_map, pg_ts_dict, pg_ts_parser, pg_ts_template: the text search objects that exist. */
import {
  defaultParserName,
  defaultParserOid,
  dictionaryFor,
  textSearchConfigs,
  textSearchDictionaries,
  tokenTypes,
} from '../../types/textsearch/objects.ts';
import type { CatalogRow, RowSources } from '../catalog-view.ts';
import { bootstrapRoleOid, pgCatalogOid } from '../well-known.ts';

function configRows(): CatalogRow[] {
  return textSearchConfigs.map(({ oid, name }) => ({
    oid,
    cfgname: name,
    cfgnamespace: pgCatalogOid,
    cfgowner: bootstrapRoleOid,
    cfgparser: defaultParserOid,
  }));
}

function* mapRows(): Generator<CatalogRow> {
  for (const config of textSearchConfigs) {
    for (const token of tokenTypes) {
      const dictionary = dictionaryFor(config, token);
      if (dictionary === undefined) continue;
      yield { mapcfg: config.oid, maptokentype: token.id, mapseqno: 1, mapdict: dictionary.oid };
    }
  }
}

function dictionaryRows(): CatalogRow[] {
  return textSearchDictionaries.map(({ oid, name, template, options }) => ({
    oid,
    dictname: name,
    dictnamespace: pgCatalogOid,
    dictowner: bootstrapRoleOid,
    dicttemplate: template,
    dictinitoption: options,
  }));
}

/** Those that the dictionaries are made of. */
const templates: CatalogRow[] = [
  { oid: 3727, tmplname: 'simple', tmplinit: 3725, tmpllexize: 3726 },
  { oid: 13150, tmplname: 'snowball', tmplinit: 13148, tmpllexize: 13149 },
].map((row) => ({ ...row, tmplnamespace: pgCatalogOid }));

export const textSearchSources: RowSources = {
  pg_ts_config: configRows,
  pg_ts_config_map: mapRows,
  pg_ts_dict: dictionaryRows,
  pg_ts_template: () => templates,
  pg_ts_parser: () => [
    {
      oid: defaultParserOid,
      prsname: defaultParserName,
      prsnamespace: pgCatalogOid,
      prsstart: 3717,
      prstoken: 3718,
      prsend: 3719,
      prsheadline: 3720,
      prslextype: 3721,
    },
  ],
};
