import { describe, expect, it } from 'vitest';
import { isLoopback, isOwnName } from '../../../../src/serving/http/own-name.js';

describe('isOwnName', () => {
  it.each([
    undefined,
    '',
    'localhost',
    'LOCALHOST:8080',
    'a.localhost:1',
    '127.0.0.1',
    '127.0.0.1:8080',
    '[::1]:8080',
    '10.0.0.3',
    'me:80',
  ])('is %s', (host) => expect(isOwnName(host, 'me')).toBe(true));

  it.each(['evil.example', 'evil.example:8080', 'localhost.evil.example', 'notlocalhost', '127.0.0.1.evil.example'])(
    'is not %s',
    (host) => expect(isOwnName(host, '127.0.0.1')).toBe(false),
  );
});

describe('isLoopback', () => {
  it('knows the addresses that only this machine reaches', () => {
    expect(['127.0.0.1', '127.1.2.3', '::1', 'localhost'].every(isLoopback)).toBe(true);
    expect(['0.0.0.0', '::', '10.0.0.1', 'host'].some(isLoopback)).toBe(false);
  });
});
