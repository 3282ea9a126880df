//! Work for Node's thread pool, fenced against panics.

use napi::bindgen_prelude::{AsyncTask, Env, Error, Result, Status, Task, ToNapiValue, TypeName};
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
