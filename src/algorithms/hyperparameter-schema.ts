declare const checkedBrand: unique symbol;

/** Hyperparameters that went through {@link HyperparameterSchema.check}: the only kind `train` accepts. */
export type Checked<H> = Readonly<H> & { readonly [checkedBrand]: true };

export interface HyperparameterSchema<H> {
  /**
   * Turns what SageMaker sends (every value a string) or typed values into the checked type, defaults filled in.
   * @throws UserError E_HYPERPARAMETERS listing every problem at once, with the nearest known name for a misspelt one
   */
  check(given: Readonly<Record<string, unknown>>): Checked<H>;
}
