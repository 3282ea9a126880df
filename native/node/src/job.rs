//! Work for Node's thread pool, fenced against panics.

use napi::bindgen_prelude::{AsyncTask, Either, Env, Error, Result, Status, Task, ToNapiValue, TypeName};
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
use std::sync::{Mutex, Once};

/// A promise of `T`.
pub type Promise<T> = AsyncTask<Job<T>>;

/// The closure owns the caller's arrays and is dropped on the JavaScript thread.
pub struct Job<T>(Box<dyn FnMut() -> T + Send>);

pub fn promise<T>(work: impl FnMut() -> T + Send + 'static) -> Promise<T>
where
    T: Send + ToNapiValue + TypeName + 'static,
{
    AsyncTask::new(Job(Box::new(work)))
}

/// Values that pass through a kernel in the time it takes to hand work to the pool and get it back.
const VALUES_PER_HOP: usize = 1 << 15;

/// Work that is done before a thread of the pool had woken up is done at once; the rest becomes a promise.
/// For `values`, count what the work looks at.
pub fn promise_unless_small<T>(values: usize, mut work: impl FnMut() -> T + Send + 'static) -> Either<Promise<T>, T>
where
    T: Send + ToNapiValue + TypeName + 'static,
{
    if values <= VALUES_PER_HOP {
        Either::B(work())
    } else {
        Either::A(promise(work))
    }
}

impl<T: Send + ToNapiValue + TypeName + 'static> Task for Job<T> {
    type Output = T;
    type JsValue = T;

    fn compute(&mut self) -> Result<T> {
        catch_unwind(AssertUnwindSafe(&mut self.0)).map_err(|payload| {
            let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
            let text = text
                .or_else(|| payload.downcast_ref::<String>().cloned())
                .unwrap_or_default();
            let place = LAST_PANIC.lock().map(|place| place.clone()).unwrap_or_default();
            Error::new(Status::GenericFailure, format!("panic at {place}: {text}"))
        })
    }

    fn resolve(&mut self, _: Env, output: T) -> Result<T> {
        Ok(output)
    }
}

/// Where the last panic happened; its payload does not tell.
static LAST_PANIC: Mutex<String> = Mutex::new(String::new());

/// Panics reach the caller as errors, so that stderr stays the caller's own.
pub fn silence_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        set_hook(Box::new(|panic| {
            if let (Ok(mut last), Some(place)) = (LAST_PANIC.lock(), panic.location()) {
                *last = format!("{}:{}", place.file(), place.line());
            }
        }));
    });
}
