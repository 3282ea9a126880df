import { boolean, choice, type Field, real } from '../hyperparameter-fields.js';

/** `true`, `false` or `auto`. */
export function switchOrAuto(options: {
  readonly default: 'auto' | 'true';
  readonly documentation: string;
}): Field<boolean | 'auto'> {
  const plain = boolean({ documentation: options.documentation });
  return {
    ...plain,
    accepts: `${plain.accepts}, or auto`,
    default: options.default === 'auto' ? 'auto' : true,
    read: (name, given) => (given === 'auto' ? { value: 'auto' } : (plain as Field<boolean>).read(name, given)),
  };
}

/** A number above 0, or one of two words. */
export function positiveWeight(options: {
  readonly default: number;
  readonly documentation: string;
}): Field<number | 'auto' | 'balanced'> {
  const number = real({ min: 0, exclusive: true, ...options });
  const word = choice(['balanced', 'auto'], { documentation: options.documentation });
  return {
    ...number,
    accepts: `${number.accepts}, or ${word.accepts}`,
    read(name, given) {
      const asWord = (word as Field<'balanced' | 'auto'>).read(name, given);
      return 'value' in asWord ? asWord : number.read(name, given);
    },
  };
}
