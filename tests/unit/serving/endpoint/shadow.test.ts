import { describe, expect, it } from 'vitest';
import { UserError } from '../../../../src/errors.js';
import type { Responder } from '../../../../src/serving/endpoint/responder.js';
import { Shadow, type ShadowRecord } from '../../../../src/serving/endpoint/shadow.js';
import { endpointRequest, responder, textOf } from '../../../support/responders.js';

function shadowOf(
  production: Responder,
  shadow: Responder,
  { share = 1, onRecord = (_: ShadowRecord): void => undefined } = {},
) {
  return new Shadow({ production, shadow: { name: 'next', weight: 1, responder: shadow }, share, seed: 1, onRecord });
}

describe('Shadow', () => {
  it('answers with the production alone, and records what the shadow made of it', async () => {
    const records: ShadowRecord[] = [];
    const shadow = shadowOf(
      responder(),
      responder((text) => (text === '1' ? text : 'x')),
      {
        onRecord: (record) => records.push(record),
      },
    );
    expect(textOf(await shadow.answer(endpointRequest('1')))).toBe('1');
    expect(textOf(await shadow.answer(endpointRequest('2')))).toBe('2');
    await shadow.settled();
    expect(shadow.counts).toEqual({ same: 1, different: 1, dropped: 0 });
    expect(records).toMatchObject([
      { request: 0, same: true },
      { request: 1, same: false, production: { status: 200, body: '2' }, shadow: { status: 200, body: 'x' } },
    ]);
  });

  it('lets no failure of the shadow through', async () => {
    const records: ShadowRecord[] = [];
    const failing: Responder = {
      answer() {
        throw 'not even an error';
      },
    };
    const shadow = shadowOf(responder(), failing, {
      onRecord(record) {
        records.push(record);
        throw new Error('the record is broken, too');
      },
    });
    for (const text of ['1', '2']) expect(textOf(await shadow.answer(endpointRequest(text)))).toBe(text);
    await shadow.settled();
    expect(records).toMatchObject([{ shadow: { status: 500, body: 'Internal Server Error' } }, { request: 1 }]);
  });

  it('compares refusals, too', async () => {
    const refusing = responder(() => {
      throw new UserError('E_FEATURE_DIM', 'too few');
    });
    const shadow = shadowOf(refusing, refusing);
    await expect(shadow.answer(endpointRequest('1'))).rejects.toMatchObject({ code: 'E_FEATURE_DIM' });
    await shadow.settled();
    expect(shadow.counts).toEqual({ same: 1, different: 0, dropped: 0 });
  });

  it('never waits for the shadow, and drops copies rather than pile them up', async () => {
    let release = (): void => undefined;
    const blocked = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow = responder(async (text) => {
      await blocked;
      return text;
    });
    const shadow = shadowOf(responder(), slow);
    for (let i = 0; i < 70; i++) expect(textOf(await shadow.answer(endpointRequest('1')))).toBe('1');
    expect(slow.asked.length).toBe(1);
    release();
    await shadow.settled();
    expect(shadow.counts).toEqual({ same: 64, different: 0, dropped: 6 });
  });

  it('copies the share it is told to', async () => {
    const copies = responder();
    const shadow = shadowOf(responder(), copies, { share: 0.25 });
    for (let i = 0; i < 400; i++) {
      await shadow.answer(endpointRequest('1'));
      await shadow.settled();
    }
    expect(Math.abs(copies.asked.length / 400 - 0.25)).toBeLessThan(0.08);
  });
});
