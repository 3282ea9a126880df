import { describe, expect, it } from 'vitest';
import { Variants } from '../../../../src/serving/endpoint/variants.js';
import { endpointRequest, responder, textOf } from '../../../support/responders.js';

const variant = (name: string, weight: number) => ({ name, weight, responder: responder(() => name) });

async function draws(variants: Variants, count: number): Promise<string[]> {
  const names: string[] = [];
  for (let i = 0; i < count; i++) names.push((await variants.answer(endpointRequest())).variant as string);
  return names;
}

describe('Variants', () => {
  it('draws by weight, and the same way from the same seed', async () => {
    const make = (seed: number) => new Variants([variant('a', 3), variant('none', 0), variant('b', 1)], seed);
    const names = await draws(make(1), 4000);
    const share = names.filter((name) => name === 'a').length / names.length;
    expect(Math.abs(share - 0.75)).toBeLessThan(0.03);
    expect(names).not.toContain('none');
    expect(await draws(make(1), 100)).toEqual(names.slice(0, 100));
    expect(await draws(make(2), 100)).not.toEqual(names.slice(0, 100));
  });

  it('goes where the request says, which moves no other draw', async () => {
    const make = () => new Variants([variant('a', 1), variant('b', 1), variant('none', 0)], 7);
    const [plain, mixed] = [make(), make()];
    const named = await mixed.answer(endpointRequest('', { targetVariant: 'none' }));
    expect([textOf(named), named.variant]).toEqual(['none', 'none']);
    expect(await draws(mixed, 20)).toEqual(await draws(plain, 20));
    await expect(mixed.answer(endpointRequest('', { targetVariant: 'c' }))).rejects.toMatchObject({
      code: 'E_VARIANT',
    });
  });
});
