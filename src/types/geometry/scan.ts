/**
 * Reads the text forms of the geometric types. Parentheses around a whole value and around each point may mostly be left out,
 * which is why a parenthesis may have to be looked at twice before it is known what it belongs to.
 */
import { parseFloat8 } from '../float-text.ts';
import { invalidSyntax, isSpaceCode } from '../text-scan.ts';
import { Box, Circle, Line, Path, Point, Polygon, Segment } from './values.ts';

const number =
  /[+-]?(?:0[xX](?:[0-9a-fA-F]+\.?[0-9a-fA-F]*|\.[0-9a-fA-F]+)(?:[pP][+-]?\d+)?|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[iI][nN][fF](?:[iI][nN][iI][tT][yY])?|[nN][aA][nN])/y;

export class GeometryScanner {
  readonly text: string;
  readonly typeName: string;
  private at = 0;

  constructor(text: string, typeName: string) {
    this.text = text;
    this.typeName = typeName;
  }

  fail(): never {
    throw invalidSyntax(this.typeName, this.text);
  }

  spaces(): void {
    while (isSpaceCode(this.text.charCodeAt(this.at))) this.at++;
  }

  /** Passes the character when it is next. */
  take(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  expect(character: string): void {
    if (!this.take(character)) this.fail();
  }

  end(): void {
    if (this.at < this.text.length) this.fail();
  }

  number(): number {
    this.spaces();
    number.lastIndex = this.at;
    const match = number.exec(this.text);
    if (match === null) this.fail();
    this.at = number.lastIndex;
    this.spaces();
    return parseFloat8(match[0]);
  }

  /** `x,y` or `(x,y)`. */
  point(): Point {
    this.spaces();
    const enclosed = this.take('(');
    const x = this.number();
    this.expect(',');
    const y = this.number();
    if (enclosed) {
      this.expect(')');
      this.spaces();
    }
    return new Point(x, y);
  }

  /** Passes a parenthesis that stands in front of another one, or is the last of the text. */
  outerParenthesis(): boolean {
    if (this.text[this.at] !== '(') return false;
    let next = this.at + 1;
    while (isSpaceCode(this.text.charCodeAt(next))) next++;
    if (this.text[next] !== '(' && this.text.lastIndexOf('(') !== this.at) return false;
    this.at = next;
    return true;
  }

  /** Passes a parenthesis that stands in front of another one, which then is the center's. */
  circleParenthesis(): boolean {
    const rest = /\([ \t\n\v\f\r]*(?=\()/y;
    rest.lastIndex = this.at;
    if (!rest.test(this.text)) return false;
    this.at = rest.lastIndex;
    return true;
  }

  /** A number of points, in `[ ]` when that is allowed and `open`. */
  points(count: number, bracketsAllowed: boolean): { points: Point[]; open: boolean } {
    this.spaces();
    const open = this.take('[');
    if (open && !bracketsAllowed) this.fail();
    const enclosed = open || this.outerParenthesis();
    const points: Point[] = [];
    for (let i = 0; i < count; i++) {
      points.push(this.point());
      this.take(',');
    }
    if (enclosed) {
      if (!this.take(')') && !(open && this.take(']'))) this.fail();
      this.spaces();
    }
    return { points, open };
  }

  /** How many points the commas of the text make; fails for an even number of commas. */
  pointCount(): number {
    let commas = 0;
    for (let i = this.text.indexOf(','); i >= 0; i = this.text.indexOf(',', i + 1)) commas++;
    if (commas % 2 === 0) this.fail();
    return (commas + 1) / 2;
  }

  /** For a path, the only parenthesis of the text is passed before its points are read. */
  loneParenthesis(): boolean {
    this.spaces();
    return this.text[this.at] === '(' && this.text.lastIndexOf('(') === this.at && this.take('(');
  }
}

export function parsePoint(text: string): Point {
  const scanner = new GeometryScanner(text, 'point');
  const point = scanner.point();
  scanner.end();
  return point;
}

function twoPoints(text: string, typeName: string, bracketsAllowed: boolean): readonly [Point, Point] {
  const scanner = new GeometryScanner(text, typeName);
  const { points } = scanner.points(2, bracketsAllowed);
  scanner.end();
  return [points[0]!, points[1]!];
}

export function parseBox(text: string): Box {
  return Box.asWritten(...twoPoints(text, 'box', false));
}

export function parseSegment(text: string): Segment {
  return new Segment(...twoPoints(text, 'lseg', true));
}

/** Two points of a line that is written so; null when it is written as `{a,b,c}`. */
export function parseLinePoints(text: string): readonly [Point, Point] | null {
  return /^[ \t\n\v\f\r]*\{/.test(text) ? null : twoPoints(text, 'line', true);
}

export function parseLineEquation(text: string): Line {
  const scanner = new GeometryScanner(text, 'line');
  scanner.spaces();
  scanner.expect('{');
  const a = scanner.number();
  scanner.expect(',');
  const b = scanner.number();
  scanner.expect(',');
  const c = scanner.number();
  scanner.expect('}');
  scanner.spaces();
  scanner.end();
  return new Line(a, b, c);
}

export function parsePath(text: string): Path {
  const scanner = new GeometryScanner(text, 'path');
  const count = scanner.pointCount();
  const enclosed = scanner.loneParenthesis();
  const { points, open } = scanner.points(count, true);
  if (enclosed) {
    scanner.expect(')');
    scanner.spaces();
  }
  scanner.end();
  return new Path(!open, points);
}

export function parsePolygon(text: string): Polygon {
  const scanner = new GeometryScanner(text, 'polygon');
  const { points } = scanner.points(scanner.pointCount(), false);
  scanner.end();
  return new Polygon(points);
}

export function parseCircle(text: string): Circle {
  const scanner = new GeometryScanner(text, 'circle');
  scanner.spaces();
  const angled = scanner.take('<');
  const enclosed = angled || scanner.circleParenthesis();
  const center = scanner.point();
  scanner.take(',');
  const radius = scanner.number();
  if (radius < 0) scanner.fail();
  if (enclosed) {
    if (!scanner.take(')') && !(angled && scanner.take('>'))) scanner.fail();
    scanner.spaces();
  }
  scanner.end();
  return new Circle(center, radius);
}
