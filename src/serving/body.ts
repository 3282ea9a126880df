/** What is answered. A text stays one: over HTTP it goes out in one piece with its headers. */
export type Body = Uint8Array | string;

export function bytesOf(body: Body): Uint8Array {
  return typeof body === 'string' ? Buffer.from(body) : body;
}
