import { UserError } from '../../errors.js';
import { type Direction, isBetter } from './early-stopping.js';
import type { Weights } from './scaler.js';

/** The best cell of all epochs and models, with the weights it had then. */
export interface Best {
  readonly epoch: number;
  readonly model: number;
  readonly value: number;
  readonly loss: number;
  readonly weights: Weights;
}

/**
 * Remembers the best model of all epochs. Of two that are equally good by the criterion, as happens with accuracies, the one with the lower loss is better, and
 * of two with the same loss the earlier one.
 */
export class Selection {
  readonly #direction: Direction;
  #best: Best | undefined;

  constructor(direction: Direction) {
    this.#direction = direction;
  }

  /**
   * The models as they are at the end of an epoch.
   * @param values `[models]`, of the criterion @param losses `[models]`
   * @returns the best model of this epoch
   * @throws UserError E_DIVERGED where no model has a finite loss and never had
   */
  offer(
    epoch: number,
    values: Float64Array,
    losses: Float64Array,
    models: { weightsOf(model: number): Weights },
  ): number {
    let winner = -1;
    for (let model = 0; model < values.length; model++) {
      if (!Number.isFinite(values[model]) || !Number.isFinite(losses[model])) continue;
      if (winner < 0 || this.#beats(values, losses, model, winner)) winner = model;
    }
    if (winner < 0) throw diverged(epoch);
    const [value, loss] = [values[winner] as number, losses[winner] as number];
    if (this.#best === undefined || this.#better(value, loss, this.#best)) {
      this.#best = { epoch, model: winner, value, loss, weights: models.weightsOf(winner) };
    }
    return winner;
  }

  /** After at least one epoch. */
  best(): Best {
    return this.#best as Best;
  }

  #beats(values: Float64Array, losses: Float64Array, one: number, other: number): boolean {
    return this.#better(values[one] as number, losses[one] as number, {
      value: values[other] as number,
      loss: losses[other] as number,
    });
  }

  #better(value: number, loss: number, than: Pick<Best, 'value' | 'loss'>): boolean {
    return isBetter(value, than.value, this.#direction) || (value === than.value && loss < than.loss);
  }
}

function diverged(epoch: number): UserError {
  return new UserError('E_DIVERGED', `In epoch ${epoch} no model has a finite loss any more.`, {
    hint: 'Are there huge values among the features or labels? Lower learning_rate, or leave normalize_data on.',
  });
}
