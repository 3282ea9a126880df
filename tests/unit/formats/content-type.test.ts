import { describe, expect, test } from 'vitest';
import { parseContentType } from '../../../src/formats/content-type.js';

describe('parseContentType', () => {
  test.each([
    ['text/csv', 'text/csv', {}],
    ['TEXT/CSV; Label_Size=1', 'text/csv', { label_size: '1' }],
    [' text/csv ;label_size=0;charset="UTF-8";', 'text/csv', { label_size: '0', charset: 'UTF-8' }],
    ['text/csv;label_size=1;label_size=2', 'text/csv', { label_size: '2' }],
    ['text/csv;label_size=', 'text/csv', { label_size: '' }],
    ['csv', 'csv', {}],
    ['', 'application/x-recordio-protobuf', {}],
  ])('%j', (text, type, parameters) => {
    const parsed = parseContentType(text);
    expect(parsed.type).toBe(type);
    expect(Object.fromEntries(parsed.parameters)).toEqual(parameters);
  });

  test.each(['text/csv;label_size', 'text/csv;=1'])('refuses %j', (text) => {
    expect(() => parseContentType(text)).toThrow(expect.objectContaining({ code: 'E_CONTENT_TYPE' }));
  });
});
