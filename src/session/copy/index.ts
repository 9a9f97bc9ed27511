/**
 * The formats of COPY ("COPY → File Formats"): options, bytes to records, records to fields, rows to lines. Knows nothing of
 * tables; statements/copy.ts puts it to use.
 */
export { type CopyOptions, readCopyOptions } from './copy-options.ts';
export { csvFields, textFields } from './fields.ts';
export { invalidText } from './invalid-text.ts';
export { csvLine, textLine } from './lines.ts';
export { RecordReader } from './record-reader.ts';
