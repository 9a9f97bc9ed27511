/** The SQL/JSON path language: execution of paths, and the functions that ask them. Paths are read in types/jsonpath. */
export { jsonPathFunctions } from './functions.ts';
