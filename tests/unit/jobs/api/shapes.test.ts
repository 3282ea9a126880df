import { expect, test } from 'vitest';
import { SHAPES } from '../../../../src/jobs/api/shape-table.js';
import { shapeOf } from '../../../../src/jobs/api/shapes.js';

const names = SHAPES.trim()
  .split('\n')
  .map((line) => line.slice(0, line.indexOf(' ')));

test('every line is a shape, and refers to lines that are there', () => {
  const referred = names.flatMap((name) => {
    const shape = shapeOf(name);
    if (shape.kind === 'structure') return [...shape.members.values()].map((member) => member.shape);
    if (shape.kind === 'list') return [shape.member];
    return shape.kind === 'map' ? [shape.key, shape.value] : [];
  });
  expect(names.length).toBeGreaterThan(300);
  expect([...new Set(referred)].filter((name) => !names.includes(name))).toEqual([]);
});

test.each([
  ['TrainingJobName', { kind: 'string', bounds: { min: 1, max: 63 }, pattern: '[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}' }],
  ['MaxRuntimeInSeconds', { kind: 'integer', bounds: { min: 1, max: undefined } }],
  ['SortOrder', { kind: 'enum', values: ['Ascending', 'Descending'] }],
  ['InputDataConfig', { kind: 'list', bounds: { min: 1, max: 20 }, member: 'Channel' }],
  ['Boolean', { kind: 'boolean' }],
])('%s', (name, shape) => {
  expect(shapeOf(name)).toEqual(shape);
});

test('members know whether they must be there', () => {
  const shape = shapeOf('CreateTrainingJobRequest');
  expect(shape.kind === 'structure' && shape.members.get('RoleArn')).toEqual({ shape: 'RoleArn', required: true });
  expect(shape.kind === 'structure' && shape.members.get('Tags')).toEqual({ shape: 'TagList', required: false });
});
