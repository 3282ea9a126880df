import { describe, expect, it } from 'vitest';
import { parseJsonPath } from '../../../../src/serving/data-processing/json-path.js';
import { recordForm } from '../../../../src/serving/data-processing/record-form.js';
import {
  isNeeded,
  type JoinSource,
  RecordProcessor,
} from '../../../../src/serving/data-processing/record-processor.js';

const processor = (type: string, inputFilter: string, joinSource: JoinSource, outputFilter: string) =>
  new RecordProcessor({
    inputFilter: parseJsonPath(inputFilter, 'InputFilter'),
    outputFilter: parseJsonPath(outputFilter, 'OutputFilter'),
    joinSource,
    input: recordForm(type),
    output: recordForm(type),
  });

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

function through(one: RecordProcessor, records: string, answer: string): [asked: string, kept: string] {
  const prepared = one.prepare(Buffer.from(records));
  return [text(prepared.body), text(one.finish(Buffer.from(answer), prepared))];
}

describe('CSV', () => {
  it('leaves columns out, puts answers behind, and keeps some', () => {
    const one = processor('text/csv', '$[1:]', 'Input', '$[0,-1]');
    expect(through(one, 'a,1,2\r\n\n"b,c",3,4', '0.5\n0.25\n')).toEqual(['1,2\n3,4\n', 'a,0.5\n"b,c",0.25\n']);
  });

  it('joins answers of several columns', () => {
    const one = processor('text/csv', '$', 'Input', '$');
    expect(through(one, '1,2\n', '3.0,1.5\n')).toEqual(['1,2\n', '1,2,3.0,1.5\n']);
  });

  it('without joining, chooses from the answers', () => {
    expect(through(processor('text/csv', '$', 'None', '$[-1]'), '1,2\n', '3.0,1.5\n')[1]).toBe('1.5\n');
  });

  it('says where a column is missing: in the records, and in what was joined', () => {
    const missing = { code: 'E_FILTER', where: { line: 3 } };
    const one = processor('text/csv', '$[2]', 'None', '$');
    expect(() => one.prepare(Buffer.from('1,2,3\n\n1,2\n'))).toThrow(expect.objectContaining(missing));
    const two = processor('text/csv', '$', 'Input', '$[3]');
    const prepared = two.prepare(Buffer.from('1,2,3\n\n1,2\n'));
    expect(() => two.finish(Buffer.from('1\n2\n'), prepared)).toThrow(expect.objectContaining(missing));
  });

  it('wants an answer for every record', () => {
    const one = processor('text/csv', '$', 'Input', '$');
    const prepared = one.prepare(Buffer.from('1\n2\n'));
    expect(() => one.finish(Buffer.from('0.5,0.25\n'), prepared)).toThrow(
      expect.objectContaining({
        code: 'E_JOIN',
        message: 'Fail to join data: mismatched line count between the input and the output: 2 and 1.',
      }),
    );
  });

  it('knows the line of the payload behind the one the model got', () => {
    const one = processor('text/csv', '$[0]', 'None', '$');
    const payload = Buffer.from('1\n\n2\n');
    expect(one.lineInPayload(one.prepare(payload), payload, 2)).toBe(3);
    const whole = processor('text/csv', '$', 'Input', '$');
    expect(whole.lineInPayload(whole.prepare(payload), payload, 2)).toBe(2);
  });
});

describe('JSON', () => {
  it('puts the answer into the record, or both into an object', () => {
    const lines = processor('application/jsonlines', '$', 'Input', '$');
    expect(through(lines, '{"id":10000000000000000001}\n[1]\n', '{"score":1.0}\n{"score":2.0}\n')[1]).toBe(
      '{"id":10000000000000000001,"SageMakerOutput":{"score":1.0}}\n{"SageMakerInput":[1],"SageMakerOutput":{"score":2.0}}\n',
    );
  });

  it('chooses by name', () => {
    const lines = processor('application/jsonlines', '$.row', 'Input', "$['id','SageMakerOutput']");
    expect(through(lines, '{"id": 1, "row": {"features": [1.50]}}\n', '{"score": 1.0}\n')).toEqual([
      '{"features":[1.50]}\n',
      '{"id":1,"SageMakerOutput":{"score":1.0}}\n',
    ]);
  });

  it('is one record where it is not lines', () => {
    const one = processor('application/json', '$', 'Input', '$.SageMakerOutput.predictions[*].score');
    const request = '{"instances": [\n{"features": [1]}]}';
    expect(through(one, request, '{"predictions": [{"score": 1.0}]}')).toEqual([request, '[1.0]']);
  });

  it('says so where the answer is none', () => {
    const one = processor('application/jsonlines', '$', 'Input', '$');
    const prepared = one.prepare(Buffer.from('{}\n'));
    expect(() => one.finish(Buffer.from('NaN\n'), prepared)).toThrow(
      expect.objectContaining({
        code: 'E_JOIN',
        message: expect.stringMatching(/^Failed to parse output from the algorithm as JSON: The record is not JSON/),
      }),
    );
  });

  it('gives the line of a record that is none', () => {
    const one = processor('application/jsonlines', '$', 'Input', '$');
    expect(() => one.prepare(Buffer.from('{}\n{\n'))).toThrow(
      expect.objectContaining({ code: 'E_REQUEST_JSON', where: { line: 2 } }),
    );
  });
});

describe('isNeeded', () => {
  it.each([
    ['$', '$', 'None', false],
    ['$[0]', '$', 'None', true],
    ['$', '$[0]', 'None', true],
    ['$', '$', 'Input', true],
  ] as const)('%s %s %s: %s', (input, output, joinSource, expected) => {
    const paths = { inputFilter: parseJsonPath(input, 'x'), outputFilter: parseJsonPath(output, 'x') };
    expect(isNeeded({ ...paths, joinSource })).toBe(expected);
  });
});
