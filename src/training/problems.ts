import { type Issue, UserError } from '../errors.js';

/** Gathers everything that is wrong with a job, so that it can be mended in one go and not one run after the other. */
export class Problems {
  readonly #errors: UserError[] = [];

  add(issue: Issue): void {
    const { code, message, hint } = issue;
    this.#errors.push(new UserError(code, message, hint === undefined ? {} : { hint }));
  }

  /** Does the work; a UserError is kept for later and answered with `undefined`, any other error passes through. */
  async attempt<T>(work: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.#errors.push(error);
      return undefined;
    }
  }

  /** @throws UserError the only problem itself, or `code` with all of them as `issues` */
  throwIfAny(code: string): void {
    const [first, ...more] = this.#errors;
    if (first === undefined) return;
    if (more.length === 0) throw first;
    const issues = this.#errors.flatMap((error) => error.issues);
    throw new UserError(code, issues.map((issue) => issue.message).join('\n'), { issues });
  }
}
