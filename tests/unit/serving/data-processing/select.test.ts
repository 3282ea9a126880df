import { describe, expect, it } from 'vitest';
import { parseJsonPath } from '../../../../src/serving/data-processing/json-path.js';
import { select } from '../../../../src/serving/data-processing/select.js';
import { readJson, writeJson } from '../../../../src/serving/data-processing/value.js';

const chosen = (json: string, path: string) =>
  writeJson(select(readJson(Buffer.from(json), 'It', {}), parseJsonPath(path, 'InputFilter'), 'the record'));

const RECORD = '{"id": 7, "a": {"b": [1, 2.50, {"c": "x"}], "d": null}, "e": [[1, 2], [3, 4]]}';

describe('select', () => {
  it.each([
    ['$', '{"id":7,"a":{"b":[1,2.50,{"c":"x"}],"d":null},"e":[[1,2],[3,4]]}'],
    ['$.id', '7'],
    ['$.a.b', '[1,2.50,{"c":"x"}]'],
    ['$.a.b[1]', '2.50'],
    ['$.a.b[-1].c', '"x"'],
    ["$['id','e']", '{"id":7,"e":[[1,2],[3,4]]}'],
    ["$['e','a'].*", '[[1,2],[3,4],[1,2.50,{"c":"x"}],null]'],
    ['$.a.b[0,-1]', '[1,{"c":"x"}]'],
    ['$.a.b[1:]', '[2.50,{"c":"x"}]'],
    ['$.a.b[:-1]', '[1,2.50]'],
    ['$.a.b[5:]', '[]'],
    ['$.e[*][0]', '[1,3]'],
    ['$.e[0,1:][-1]', '[2,4]'],
    ['$.a.*', '[[1,2.50,{"c":"x"}],null]'],
  ])('%s', (path, expected) => expect(chosen(RECORD, path)).toBe(expected));

  it.each([
    ['$.nothing', "has no 'nothing'"],
    ["$['id','nothing']", "has no 'nothing'"],
    ['$.id.x', 'has no names'],
    ['$.id[0]', 'has no elements'],
    ['$.a.b[3]', 'has 3 elements, and none at 3'],
    ['$.a.b[0,-4]', 'none at -4'],
  ])('refuses %s', (path, what) => {
    expect(() => chosen(RECORD, path)).toThrow(
      expect.objectContaining({ code: 'E_FILTER', message: expect.stringContaining(what) }),
    );
  });
});
