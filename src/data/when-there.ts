/** A value, or the promise of it where it takes long. What is quickly done is done at once: to wait for it would cost more. */
export type Eventually<T> = T | Promise<T>;

/** Goes on with a value as soon as it is there, which may be now. */
export function whenThere<T, U>(value: Eventually<T>, next: (value: T) => Eventually<U>): Eventually<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}
