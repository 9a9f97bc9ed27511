/**
 * Trigonometry in degrees. Results are scaled by what the library gives for 30, 45 and 60 degrees, so that the angles with
 * exact answers (sind(30), tand(45) …) get them.
 */
import { sqlError } from '../../../errors/index.ts';
import { scalar } from '../define.ts';

export function inputOutOfRange(): never {
  throw sqlError('numeric_value_out_of_range', 'input is out of range');
}

const RADIANS_PER_DEGREE = 0.017453292519943295;
const sin30 = Math.sin(30 * RADIANS_PER_DEGREE);
const oneMinusCos60 = 1 - Math.cos(60 * RADIANS_PER_DEGREE);
const asinHalf = Math.asin(0.5);
const acosHalf = Math.acos(0.5);
const atanOne = Math.atan(1);

function sineTo30(degrees: number): number {
  return Math.sin(degrees * RADIANS_PER_DEGREE) / sin30 / 2;
}
function cosineTo60(degrees: number): number {
  return 1 - (1 - Math.cos(degrees * RADIANS_PER_DEGREE)) / oneMinusCos60 / 2;
}
/** First quadrant. */
function sine(degrees: number): number {
  return degrees <= 30 ? sineTo30(degrees) : cosineTo60(90 - degrees);
}
function cosine(degrees: number): number {
  return degrees <= 60 ? cosineTo60(degrees) : sineTo30(90 - degrees);
}
const tangent45 = sine(45) / cosine(45);
const cotangent45 = cosine(45) / sine(45);

function arcsine(value: number): number {
  return value <= 0.5 ? (Math.asin(value) / asinHalf) * 30 : 90 - (Math.acos(value) / acosHalf) * 60;
}
function arccosine(value: number): number {
  return value <= 0.5 ? 90 - (Math.asin(value) / asinHalf) * 30 : (Math.acos(value) / acosHalf) * 60;
}

function checkedAngle(degrees: number): number {
  if (degrees === Infinity || degrees === -Infinity) inputOutOfRange();
  return degrees % 360;
}

function sineDegrees(value: number): number {
  let angle = checkedAngle(value);
  let sign = 1;
  if (angle < 0) {
    angle = -angle;
    sign = -sign;
  }
  if (angle > 180) {
    angle = 360 - angle;
    sign = -sign;
  }
  if (angle > 90) angle = 180 - angle;
  return sign * sine(angle);
}

function cosineDegrees(value: number): number {
  let angle = Math.abs(checkedAngle(value));
  let sign = 1;
  if (angle > 180) angle = 360 - angle;
  if (angle > 90) {
    angle = 180 - angle;
    sign = -sign;
  }
  return sign * cosine(angle);
}

/** Tangent or cotangent: both change sign with the angle and past 90 degrees. */
function slopeDegrees(value: number, quadrant: (angle: number) => number): number {
  let angle = checkedAngle(value);
  let sign = 1;
  if (angle < 0) {
    angle = -angle;
    sign = -sign;
  }
  if (angle > 180) {
    angle = 360 - angle;
    sign = -sign;
  }
  if (angle > 90) {
    angle = 180 - angle;
    sign = -sign;
  }
  const result = sign * quadrant(angle);
  return result === 0 ? 0 : result;
}

function unitInterval(value: number): number {
  if (value < -1 || value > 1) inputOutOfRange();
  return value;
}

export const degreeFunctions = [
  scalar(2735, 'sind', 'float8', 'float8', sineDegrees),
  scalar(2736, 'cosd', 'float8', 'float8', cosineDegrees),
  scalar(2737, 'tand', 'float8', 'float8', (value: number) =>
    slopeDegrees(value, (angle) => sine(angle) / cosine(angle) / tangent45),
  ),
  scalar(2738, 'cotd', 'float8', 'float8', (value: number) =>
    slopeDegrees(value, (angle) => cosine(angle) / sine(angle) / cotangent45),
  ),
  scalar(2731, 'asind', 'float8', 'float8', (value: number) =>
    unitInterval(value) >= 0 ? arcsine(value) : -arcsine(-value),
  ),
  scalar(2732, 'acosd', 'float8', 'float8', (value: number) =>
    unitInterval(value) >= 0 ? arccosine(value) : 90 + arcsine(-value),
  ),
  scalar(2733, 'atand', 'float8', 'float8', (value: number) => (Math.atan(value) / atanOne) * 45),
  scalar(2734, 'atan2d', 'float8 float8', 'float8', (y: number, x: number) => (Math.atan2(y, x) / atanOne) * 45),
];
