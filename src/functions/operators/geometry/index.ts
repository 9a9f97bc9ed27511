/** All operators of the geometric types. */
import type { OperatorRow } from '../../define-operators.ts';
import { boxOperators } from './boxes.ts';
import { circleOperators } from './circles.ts';
import { lineOperators } from './lines.ts';
import { pathOperators } from './paths.ts';
import { polygonOperators } from './polygons.ts';

export const geometryOperators: readonly OperatorRow[] = [
  ...lineOperators,
  ...boxOperators,
  ...pathOperators,
  ...polygonOperators,
  ...circleOperators,
];
