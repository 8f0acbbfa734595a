//! Signing in: OAuth 2.0, and the token that all tasks of a program share.

mod credentials;
mod error;
mod jwt;
mod refusal;
mod signature;
mod store;
mod token;

pub use credentials::{
    AccessToken, ClientCredentials, Credentials, JwtBearer, Password, RefreshToken,
};
pub use error::SignInError;
pub(crate) use refusal::{InUse, Refusals};
pub(crate) use store::{Session, Store};
pub(crate) use token::Authority;
