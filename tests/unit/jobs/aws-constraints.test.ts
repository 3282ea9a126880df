import { describe, expect, it } from 'vitest';
import { AwsConstraints } from '../../../src/jobs/aws-constraints.js';
import { SpecReader } from '../../../src/jobs/spec-reader.js';
import { Problems } from '../../../src/training/problems.js';

describe('AwsConstraints', () => {
  it('passes on what is right', () => {
    const problems = new Problems();
    const constraints = new AwsConstraints(problems, 'E_X');
    const reader = new SpecReader({ Name: 'ab', Kind: 'One', Count: 3, Child: {} }, '', problems);
    expect(constraints.text(reader, 'Name', { maxLength: 2, pattern: '[a-z]+' })).toBe('ab');
    expect(constraints.choice(reader, 'Kind', ['One', 'Two'])).toBe('One');
    expect(constraints.integer(reader, 'Count', { least: 3, most: 3 })).toBe(3);
    expect(constraints.child(reader, 'Child')).toBeInstanceOf(SpecReader);
    constraints.atMost('Child', 1, 1);
    expect([constraints.choice(undefined, 'x', []), constraints.integer(reader, 'None', { least: 0 })]).toEqual([
      undefined,
      undefined,
    ]);
    expect(() => problems.throwIfAny('E_ALL')).not.toThrow();
  });

  it('names a member as the API does', () => {
    const problems = new Problems();
    const reader = new SpecReader({}, 'Items[0].Source', problems);
    new AwsConstraints(problems, 'E_X').required(reader, 'Uri');
    expect(() => problems.throwIfAny('E_ALL')).toThrow("Value null at 'items[0].source.uri' failed");
  });
});
