import { describe, expect, it } from 'vitest';
import { recordForm } from '../../../../src/serving/data-processing/record-form.js';

describe('recordForm', () => {
  it.each([
    ['Text/CSV; charset=utf-8', 'CSV', true],
    ['application/jsonlines', 'JSON', true],
    ['application/json', 'JSON', false],
  ])('%s', (type, name, byLine) => expect(recordForm(type)).toMatchObject({ name, byLine }));

  it.each(['', 'text/libsvm', 'application/x-recordio-protobuf'])('looks into nothing else: %s', (type) =>
    expect(recordForm(type)).toBeUndefined(),
  );
});
