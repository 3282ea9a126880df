import { isIP } from 'node:net';

const LOOPBACK = /^(localhost|127(\.\d+){3}|::1|\[::1\])$/i;

export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/**
 * Whether a Host header is a name that this machine goes by. A web page can point a domain of its own at 127.0.0.1 and have the browser
 * of whoever visits it talk to us; the domain's name in the header gives it away. Addresses and localhost cannot be taken over that way.
 */
export function isOwnName(hostHeader: string | undefined, servedHost: string): boolean {
  const host = (hostHeader ?? '').trim().toLowerCase().replace(/:\d*$/, '');
  if (host === '' || host === servedHost.toLowerCase()) return true;
  return /^([^.]+\.)*localhost\.?$/.test(host) || isIP(host.replace(/^\[|\]$/g, '')) !== 0;
}
