/** An error as the service answers it: AWS's clients raise an exception of its type. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  /** `ValidationException` */
  readonly type: string;
  readonly status: number;

  constructor(type: string, message: string, status = 400) {
    super(message);
    this.type = type;
    this.status = status;
  }
}

export const validationError = (message: string): ServiceError => new ServiceError('ValidationException', message);

/** A name is taken that must be new. */
export const inUse = (message: string): ServiceError => new ServiceError('ResourceInUse', message);
