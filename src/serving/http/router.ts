import type { Eventually } from '../../data/when-there.js';
import { UserError } from '../../errors.js';
import type { HttpAnswer, HttpHandler, HttpRequest } from './handler.js';

export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** `/models/{name}/invoke`: what stands in braces matches one segment, and is handed on, decoded. */
  readonly path: string;
  readonly handle: (request: HttpRequest, ...segments: string[]) => Eventually<HttpAnswer>;
}

/**
 * Finds the route for a request.
 * @throws UserError E_HTTP_PATH where no route has the path; answers 405, with the methods that go, where none has the method
 */
export function router(routes: readonly Route[]): HttpHandler {
  const patterns = [...new Set(routes.map(({ path }) => path))].map((path) => ({
    path,
    matcher: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '([^/]+)')}$`),
    byMethod: new Map(routes.filter((route) => route.path === path).map((route) => [route.method as string, route])),
  }));
  const plain = new Map(patterns.flatMap(({ path, byMethod }) => (path.includes('{') ? [] : [[path, byMethod]])));
  return (request) => {
    const only = plain.get(request.path)?.get(request.method);
    if (only !== undefined) return only.handle(request);
    for (const { matcher, byMethod } of patterns) {
      const match = matcher.exec(request.path);
      if (match === null) continue;
      const route = byMethod.get(request.method);
      return route === undefined ? wrongMethod(byMethod) : route.handle(request, ...match.slice(1).map(decoded));
    }
    const paths = [...new Set(routes.map(({ path }) => path))].join(', ');
    throw new UserError('E_HTTP_PATH', `There is nothing here. This endpoint has ${paths}.`);
  };
}

function wrongMethod(byMethod: ReadonlyMap<string, Route>): HttpAnswer {
  const allowed = [...byMethod.keys()].join(', ');
  return {
    status: 405,
    headers: { Allow: allowed, 'Content-Type': 'text/plain; charset=utf-8', 'X-Sagelocal-Error': 'E_HTTP_METHOD' },
    body: `Only ${allowed} goes here.`,
  };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (cause) {
    throw new UserError('E_HTTP_PATH', 'The path is not percent-encoded UTF-8.', { cause });
  }
}
