//! Signing in: OAuth 2.0, and the token that all tasks of a program share.

mod credentials;
mod jwt;
mod signature;
mod token_endpoint;
mod token_refusal;
mod token_store;

pub use crate::error::SignInError;
pub use credentials::{
    AccessToken, ClientCredentials, Credentials, JwtBearer, Password, RefreshToken,
};
pub(crate) use token_endpoint::TokenEndpoint;
pub(crate) use token_refusal::{InUse, Refusals};
pub(crate) use token_store::{Session, TokenStore};
