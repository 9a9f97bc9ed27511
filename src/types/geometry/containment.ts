/** Whether one polygon lies within another: each side of the one must, in all pieces into which the other's sides cut it. */
import { checkInterruption } from '../../common/interruption.ts';
import { sqlError } from '../../errors/index.ts';
import { boxHoldsBox, middle, ringHolds, segmentsOf } from './figures.ts';
import { samePoint } from './fuzzy.ts';
import { segmentHolds, segmentMeeting } from './lines.ts';
import { type Point, type Polygon, Segment } from './values.ts';

/** Pieces of pieces; a polygon that cuts a side more often than this is refused. */
const depthMax = 2000;

class Container {
  private readonly points: readonly Point[];
  private readonly sides: readonly Segment[];
  private depth = 0;

  constructor(polygon: Polygon) {
    this.points = polygon.points;
    this.sides = segmentsOf(polygon.points, true);
  }

  /** Whether the segment lies inside, as far as the sides from the given one on can tell. */
  holds(a: Point, b: Point, firstSide: number): boolean {
    if (++this.depth > depthMax) throw sqlError('statement_too_complex', 'stack depth limit exceeded');
    const result = this.holdsPieces(new Segment(a, b), firstSide);
    this.depth--;
    return result;
  }

  private holdsPieces(piece: Segment, firstSide: number): boolean {
    checkInterruption();
    let crossed = false;
    for (let i = firstSide; i < this.sides.length; i++) {
      const side = this.sides[i]!;
      let inside = true;
      if (segmentHolds(side, piece.start)) {
        if (segmentHolds(side, piece.end)) return true;
        inside = this.touches(piece.start, piece.end, side, i + 1);
      } else if (segmentHolds(side, piece.end)) inside = this.touches(piece.end, piece.start, side, i + 1);
      else {
        const meeting = segmentMeeting(piece, side);
        if (meeting !== null) {
          crossed = true;
          inside = this.holds(piece.start, meeting, i + 1) && this.holds(piece.end, meeting, i + 1);
        }
      }
      if (!inside) return false;
    }
    return crossed || ringHolds(this.points, middle(piece.start, piece.end));
  }

  /** `a` is on the side and `b` is not: what lies beyond the side's end that is on the segment has to be inside. */
  private touches(a: Point, b: Point, side: Segment, nextSide: number): boolean {
    const piece = new Segment(a, b);
    if (samePoint(a, side.start)) {
      return segmentHolds(piece, side.end) ? this.holds(b, side.end, nextSide) : true;
    }
    if (samePoint(a, side.end)) {
      return segmentHolds(piece, side.start) ? this.holds(b, side.start, nextSide) : true;
    }
    if (segmentHolds(piece, side.start)) return this.holds(b, side.start, nextSide);
    if (segmentHolds(piece, side.end)) return this.holds(b, side.end, nextSide);
    return true;
  }
}

export function polygonHolds(outer: Polygon, inner: Polygon): boolean {
  if (!boxHoldsBox(outer.bounds, inner.bounds)) return false;
  const container = new Container(outer);
  return segmentsOf(inner.points, true).every((side) => container.holds(side.start, side.end, 0));
}

export function polygonsOverlap(a: Polygon, b: Polygon): boolean {
  const sides = segmentsOf(b.points, true);
  if (segmentsOf(a.points, true).some((s) => sides.some((t) => segmentMeeting(s, t) !== null))) return true;
  return ringHolds(a.points, b.points[0]!) || ringHolds(b.points, a.points[0]!);
}
