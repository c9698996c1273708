//! The options that every vendor's builder has, written once.

/// Gives a vendor's builder, which holds core's as its field `core`, the options that mean the same for
/// every vendor.
#[doc(hidden)]
#[macro_export]
macro_rules! client_options {
    ($builder:ident) => {
        impl $builder {
            /// Bounds one attempt, from the connection to the last byte of the reply (20 s).
            pub fn attempt_timeout(mut self, bound: ::std::time::Duration) -> Self {
                self.core = self.core.attempt_timeout(bound);
                self
            }

            /// Bounds a whole call: every wait, every attempt, reading (60 s).
            pub fn timeout(mut self, bound: ::std::time::Duration) -> Self {
                self.core = self.core.timeout(bound);
                self
            }

            /// When to send again, where that is safe.
            pub fn retry(mut self, policy: impl $crate::RetryPolicy) -> Self {
                self.core = self.core.retry(policy);
                self
            }

            /// How many requests may be in flight at a time (16), and as many downloads beside them.
            pub fn in_flight(mut self, most: usize) -> Self {
                self.core = self.core.in_flight(most);
                self
            }

            /// Put before this library's own name in `User-Agent`.
            pub fn user_agent(mut self, name: &str) -> Self {
                self.core = self.core.user_agent(name);
                self
            }

            /// Adds a header to every request to the server, for a gateway for example. Its value is shown nowhere. A
            /// header that the SDK sets is an error of `build`.
            pub fn header(mut self, name: &str, value: impl Into<$crate::Secret>) -> Self {
                self.core = self.core.header(name, value);
                self
            }

            /// Whether each request has a random `X-Request-Id` (no), which `Error::request_id` returns if the vendor
            /// sends no id. The attempts of a call have the same, and so have the pages of a listing.
            pub fn client_request_id(mut self, send: bool) -> Self {
                self.core = self.core.client_request_id(send);
                self
            }

            /// Whether documented limits of input are checked before anything is sent (yes). Off, the server
            /// judges.
            pub fn check_input(mut self, check: bool) -> Self {
                self.core = self.core.check_input(check);
                self
            }

            /// Another way to send requests; the trait lists what it must then guarantee.
            pub fn transport(mut self, transport: impl $crate::transport::Transport) -> Self {
                self.core = self.core.transport(transport);
                self
            }
        }
        $crate::pool_options!($builder);
    };
}

/// As `client_options`, for the options of how a connection is made.
#[doc(hidden)]
#[macro_export]
macro_rules! connection_options {
    ($builder:ident) => {
        impl $builder {
            /// Whose certificates to accept: the operating system's unless set.
            pub fn trust(mut self, trust: $crate::Trust) -> Self {
                self.core = self.core.trust(trust);
                self
            }

            /// The certificate to present to servers that request one, with its private key.
            pub fn identity(mut self, identity: $crate::ClientIdentity) -> Self {
                self.core = self.core.identity(identity);
                self
            }

            /// Through which proxy to go: the one that the environment names unless set, and none for loopback.
            pub fn proxy(mut self, proxy: $crate::Proxy) -> Self {
                self.core = self.core.proxy(proxy);
                self
            }

            /// Bounds name lookup, TCP, proxy and TLS of one connection (5 s).
            pub fn connect_timeout(mut self, bound: ::std::time::Duration) -> Self {
                self.core = self.core.connect_timeout(bound);
                self
            }
        }
    };
}
