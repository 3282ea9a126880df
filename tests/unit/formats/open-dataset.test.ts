import { describe, expect, test } from 'vitest';
import type { Dense } from '../../../src/data/dense.js';
import { readAll } from '../../../src/data/read-all.js';
import { memorySource } from '../../../src/formats/byte-source.js';
import { parseContentType } from '../../../src/formats/content-type.js';
import { openDataset } from '../../../src/formats/open-dataset.js';
import { twin } from './support/csv.js';

function open(contentType: string, defaultLabelSize = 0) {
  const source = memorySource('data.csv', new TextEncoder().encode('1,2,3\n'));
  return openDataset([source], parseContentType(contentType), { kernels: twin, defaultLabelSize, name: 'data' });
}

async function shape(contentType: string, defaultLabelSize: number) {
  const { features, labelSize } = await readAll(open(contentType, defaultLabelSize));
  return { cols: (features as Dense).shape[1], labelSize };
}

describe('openDataset', () => {
  test('takes the label size from the content type, else the default', async () => {
    expect(await shape('text/csv', 0)).toEqual({ cols: 3, labelSize: 0 });
    expect(await shape('text/csv', 1)).toEqual({ cols: 2, labelSize: 1 });
    expect(await shape('text/csv;label_size=2', 1)).toEqual({ cols: 1, labelSize: 2 });
    expect(await shape('text/csv;label_size=0;charset=utf-8', 1)).toEqual({ cols: 3, labelSize: 0 });
  });

  test.each(['label', '-1', '1.5', '', ' 1', '0x1', '99999999999999999999'])('refuses label_size=%j', (labelSize) => {
    const contentType = { type: 'text/csv', parameters: new Map([['label_size', labelSize]]) };
    const options = { kernels: twin, defaultLabelSize: 0, name: 'data' };
    expect(() => openDataset([], contentType, options)).toThrow(expect.objectContaining({ code: 'E_LABEL_SIZE' }));
  });

  test('refuses an encoding that is not UTF-8', () => {
    expect(() => open('text/csv;charset=latin1')).toThrow(expect.objectContaining({ code: 'E_CONTENT_TYPE' }));
  });

  test.each([
    ['csv', 'Did you mean text/csv?'],
    ['text/plain', 'Readable types are text/csv, application/x-recordio-protobuf and application/jsonlines.'],
  ])('refuses the type %s in the words of SageMaker', (type, hint) => {
    expect(() => open(type)).toThrow(
      expect.objectContaining({
        code: 'E_CONTENT_TYPE',
        message: `No iterator has been registered for ContentType (u'${type}', '1.0')`,
        hint,
      }),
    );
  });
});
