/** Types point, line, lseg, box, path, polygon and circle. None of them has an order or a hash: no operator class is theirs. */
import { sqlError } from '../../errors/index.ts';
import { defineType } from '../define-type.ts';
import { formatFloat8 } from '../float-text.ts';
import type { TextContext, TypeDef } from '../type-def.ts';
import { isZero, samePoint } from './fuzzy.ts';
import { lineThrough } from './lines.ts';
import {
  parseBox,
  parseCircle,
  parseLineEquation,
  parseLinePoints,
  parsePath,
  parsePoint,
  parsePolygon,
  parseSegment,
} from './scan.ts';
import type { Box, Circle, Line, Path, Point, Polygon, Segment } from './values.ts';

function parseLine(text: string): Line {
  const points = parseLinePoints(text);
  if (points === null) {
    const line = parseLineEquation(text);
    if (isZero(line.a) && isZero(line.b)) {
      throw sqlError('invalid_text_representation', 'invalid line specification: A and B cannot both be zero');
    }
    return line;
  }
  if (samePoint(points[0], points[1])) {
    throw sqlError('invalid_text_representation', 'invalid line specification: must be two distinct points');
  }
  return lineThrough(points[0], points[1]);
}

function numbers(values: readonly number[], context: TextContext): string {
  return values.map((value) => formatFloat8(value, context.extraFloatDigits)).join(',');
}
function pointText(point: Point, context: TextContext): string {
  return `(${numbers([point.x, point.y], context)})`;
}
function pointTexts(points: readonly Point[], context: TextContext): string {
  return points.map((point) => pointText(point, context)).join(',');
}

const geometric = { category: 'G', align: 'd', compare: null, hash: null } as const;

export const geometricTypes: readonly TypeDef[] = [
  defineType({
    ...geometric,
    oid: 600,
    name: 'point',
    arrayOid: 1017,
    elementOid: 701,
    length: 16,
    input: parsePoint,
    output: pointText,
  }),
  defineType({
    ...geometric,
    oid: 601,
    name: 'lseg',
    arrayOid: 1018,
    elementOid: 600,
    length: 32,
    input: parseSegment,
    output: (value: Segment, context: TextContext) => `[${pointTexts([value.start, value.end], context)}]`,
  }),
  defineType({
    ...geometric,
    oid: 602,
    name: 'path',
    arrayOid: 1019,
    input: parsePath,
    output: (value: Path, context: TextContext) => {
      const points = pointTexts(value.points, context);
      return value.closed ? `(${points})` : `[${points}]`;
    },
  }),
  defineType({
    ...geometric,
    oid: 603,
    name: 'box',
    arrayOid: 1020,
    elementOid: 600,
    length: 32,
    input: parseBox,
    output: (value: Box, context: TextContext) => pointTexts([value.high, value.low], context),
  }),
  defineType({
    ...geometric,
    oid: 604,
    name: 'polygon',
    arrayOid: 1027,
    input: parsePolygon,
    output: (value: Polygon, context: TextContext) => `(${pointTexts(value.points, context)})`,
  }),
  defineType({
    ...geometric,
    oid: 628,
    name: 'line',
    arrayOid: 629,
    elementOid: 701,
    length: 24,
    input: parseLine,
    output: (value: Line, context: TextContext) => `{${numbers([value.a, value.b, value.c], context)}}`,
  }),
  defineType({
    ...geometric,
    oid: 718,
    name: 'circle',
    arrayOid: 719,
    length: 24,
    input: parseCircle,
    output: (value: Circle, context: TextContext) =>
      `<${pointText(value.center, context)},${numbers([value.radius], context)}>`,
  }),
];
