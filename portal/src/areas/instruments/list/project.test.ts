import { expect, test } from 'vitest';
import { outlines, shapesOf } from './project.ts';

const square = (west: number, south: number, size: number) => [
  [west, south],
  [west + size, south],
  [west + size, south + size],
  [west, south + size],
  [west, south],
];

test('districts are read from polygons and multipolygons; what has no name or no area is left out', () => {
  const shapes = shapesOf({
    features: [
      { properties: { name: '东安区' }, geometry: { type: 'Polygon', coordinates: [square(0, 0, 1)] } },
      {
        properties: { name: '西安区' },
        geometry: { type: 'MultiPolygon', coordinates: [[square(2, 0, 1)], [square(4, 0, 1)]] },
      },
      { properties: { name: 7 }, geometry: { type: 'Polygon', coordinates: [square(0, 0, 1)] } },
      { properties: { name: '点' }, geometry: { type: 'Point', coordinates: [0, 0] } },
      { properties: null },
    ],
  });
  expect(shapes.map(({ name, rings }) => [name, rings.length])).toEqual([
    ['东安区', 1],
    ['西安区', 2],
  ]);
  expect(shapesOf({})).toEqual([]);
});

test('outlines fill the width, north is up, and a square on the equator stays one', () => {
  const { height, outlines: drawn } = outlines([{ name: 'a', rings: [square(10, -1, 2)] }], 100);
  expect(height).toBe(100);
  expect(drawn).toEqual([{ name: 'a', path: 'M0.0,100.0L100.0,100.0L100.0,0.0L0.0,0.0L0.0,100.0Z' }]);
  expect(outlines([{ name: 'a', rings: [square(129, 59, 2)] }], 100).height).toBe(200);
});
