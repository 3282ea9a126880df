import { describe, expect, it } from 'vitest';
import type { HttpRequest } from '../../../../src/serving/http/handler.js';
import { router } from '../../../../src/serving/http/router.js';

const say =
  (name: string) =>
  async (_: HttpRequest, ...segments: string[]) => ({
    status: 200,
    body: [name, ...segments].join(' '),
  });
const route = router([
  { method: 'GET', path: '/models', handle: say('list') },
  { method: 'POST', path: '/models', handle: say('load') },
  { method: 'GET', path: '/models/{name}', handle: say('get') },
  { method: 'POST', path: '/models/{name}/invoke', handle: say('invoke') },
]);
const ask = async (method: string, path: string) => route({ method, path } as HttpRequest);

describe('router', () => {
  it.each([
    ['GET', '/models', 'list'],
    ['POST', '/models', 'load'],
    ['GET', '/models/a', 'get a'],
    ['POST', '/models/a%20b%2F..%2Fc/invoke', 'invoke a b/../c'],
  ])('%s %s', async (method, path, body) => {
    expect(await ask(method, path)).toEqual({ status: 200, body });
  });

  it.each(['HEAD', 'PUT', 'OPTIONS', 'TRACE'])('answers %s with 405 and what goes', async (method) => {
    expect(await ask(method, '/models')).toMatchObject({ status: 405, headers: { Allow: 'GET, POST' } });
  });

  it.each(['/', '/models/', '/models/a/b', '/Models', '//models', '/models/a/invoke/', '*', ''])(
    'knows nothing of %s',
    async (path) => {
      await expect(ask('GET', path)).rejects.toMatchObject({ code: 'E_HTTP_PATH' });
    },
  );

  it('refuses what is no UTF-8', async () => {
    await expect(ask('GET', '/models/%ff')).rejects.toMatchObject({ code: 'E_HTTP_PATH' });
  });
});
