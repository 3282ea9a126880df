import type { Algorithm } from '../algorithms/algorithm.js';
import type { Field } from '../algorithms/hyperparameter-fields.js';
import { table } from './help.js';

/** What `train --algorithm NAME --help` tells of one algorithm: all of it is read off the tables that training itself goes by. */
export function algorithmHelp({ name, channels, requestTypes, hyperparameters }: Algorithm): string {
  const { required, optional, contentTypes, defaultContentType } = channels;
  return [
    `${name}:`,
    ...table([
      ['channels', [...required, ...optional.map((channel) => `${channel} (optional)`)].join(', ')],
      [
        'content types',
        contentTypes.map((type) => (type === defaultContentType ? `${type} (default)` : type)).join(', '),
      ],
      ['requests', requestTypes.join(', ')],
    ]),
    '',
    `Hyperparameters of ${name}:`,
    ...table(Object.entries(hyperparameters.fields).map(([field, about]) => [field, fieldText(about)])),
    '',
  ].join('\n');
}

function fieldText({ accepts, required, default: byDefault, documentation }: Field<unknown>): string {
  const standard = byDefault === undefined ? '' : `; default ${[byDefault].flat().join(', ')}`;
  return `${required ? 'required, ' : ''}${accepts}${standard}. ${documentation}`;
}
