/**
 * The formats of COPY ("COPY → File Formats"): options, bytes to records, records to fields, rows to lines. Knows nothing of
 * tables; statements/copy.ts puts it to use.
 */
export { BinaryReader } from './binary-reader.ts';
export { binaryHeader, binaryRow, binaryTrailer } from './binary-rows.ts';
export { copyCharset } from './copy-charset.ts';
export { type CopyOptions, readCopyOptions } from './copy-options.ts';
export { csvFields, textFields } from './fields.ts';
export { csvLine, textLine } from './lines.ts';
export { RecordReader } from './record-reader.ts';
