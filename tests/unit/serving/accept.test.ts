import { describe, expect, it } from 'vitest';
import { negotiateAccept } from '../../../src/serving/accept.js';

const form = { topKey: 'predictions', fields: ['score'], csv: true };

describe('negotiateAccept', () => {
  it.each([
    ['', 'application/json'],
    ['*/*', 'application/json'],
    ['application/*', 'application/json'],
    ['Application/JSON; charset=utf-8', 'application/json'],
    ['text/csv', 'text/csv'],
    ['application/x-recordio-protobuf', 'application/x-recordio-protobuf'],
    ['text/html, application/jsonlines;q=0.9, */*;q=0.8', 'application/jsonlines'],
  ])('%j asks for %s', (accept, type) => {
    expect(negotiateAccept(accept, form)).toEqual({ type, verbose: false });
  });

  it.each(['application/jsonlines;verbose=true', 'application/jsonlines; Verbose="true"; q=1'])(
    '%j asks for more',
    (accept) => {
      expect(negotiateAccept(accept, form)).toEqual({ type: 'application/jsonlines', verbose: true });
    },
  );

  it.each(['application/json;verbose=false', 'application/json;verbose'])('%j does not', (accept) => {
    expect(negotiateAccept(accept, form).verbose).toBe(false);
  });

  it.each(['text/libsvm', 'text/html,', 'text/*'])('refuses %j', (accept) => {
    expect(() => negotiateAccept(accept, form)).toThrow(
      expect.objectContaining({ name: 'UserError', code: 'E_ACCEPT', message: `accept ${accept} not supported` }),
    );
  });

  it('refuses CSV where the algorithm has none', () => {
    expect(() => negotiateAccept('text/csv', { ...form, csv: false })).toThrow(
      expect.objectContaining({ code: 'E_ACCEPT' }),
    );
    expect(negotiateAccept('text/csv, */*', { ...form, csv: false }).type).toBe('application/json');
  });
});
