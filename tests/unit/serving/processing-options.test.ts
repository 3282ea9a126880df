import { describe, expect, it } from 'vitest';
import { readProcessing } from '../../../src/serving/processing-options.js';

const lines = { contentType: 'text/csv', answersWith: 'text/csv', splitType: 'Line', assembleWith: 'Line' };

describe('readProcessing', () => {
  it('looks into nothing where nothing is asked', () => {
    const { processing, issues } = readProcessing({}, { ...lines, contentType: 'image/png', answersWith: 'image/png' });
    expect(issues).toEqual([]);
    expect(processing).toMatchObject({ joinSource: 'None', input: undefined, output: undefined });
  });

  it('looks only where something is chosen', () => {
    const chosen = (given: object) => readProcessing(given, lines).processing;
    expect(chosen({ inputFilter: '$[1:]' })).toMatchObject({ input: { name: 'CSV' }, output: undefined });
    expect(chosen({ outputFilter: '$[1:]' })).toMatchObject({ input: undefined, output: { name: 'CSV' } });
    expect(chosen({ joinSource: 'Input', inputFilter: '' })).toMatchObject({
      input: { name: 'CSV' },
      output: { name: 'CSV' },
    });
  });

  it('tells of everything that does not fit', () => {
    const facts = { contentType: '', answersWith: 'application/json', splitType: 'TFRecord', assembleWith: 'None' };
    const { issues } = readProcessing({ inputFilter: 'x', joinSource: 'Input' }, facts);
    expect(issues.map(({ message }) => message)).toEqual([
      'The InputFilter x must begin with $. (column 1)',
      'Records of no type, split by TFRecord, cannot be looked into.',
      'ContentType none is not what answers have: application/json.',
      'SplitType TFRecord and AssembleWith None differ.',
    ]);
  });
});
