//! Signs that an interface, an address or a route changed, from the kernel (rtnetlink(7)). What
//! changed is not read: whoever hears a sign looks at the ways out. Knows no account.

#[cfg(target_os = "linux")]
mod system {
    use std::io::{self, ErrorKind};
    use std::os::unix::net::UnixDatagram as Plain;

    use rustix::io::Errno;
    use rustix::net::netlink::SocketAddrNetlink;
    use rustix::net::{AddressFamily, SocketFlags, SocketType};
    use tokio::net::UnixDatagram;

    /// RTMGRP_LINK, RTMGRP_IPV4_IFADDR, RTMGRP_IPV4_ROUTE, RTMGRP_IPV6_IFADDR, RTMGRP_IPV6_ROUTE.
    const GROUPS: u32 = 0x1 | 0x10 | 0x40 | 0x100 | 0x400;

    /// Signs that are taken together at most.
    const MOST: usize = 10_000;

    /// The signs of this machine.
    pub struct Events {
        /// Of another family than its type says, which only `recv` is asked of: tokio has no safe way to
        /// wait for any other kind of socket.
        socket: UnixDatagram,
    }

    impl Events {
        /// Begins to listen; within a runtime.
        ///
        /// # Errors
        /// What the system says: it may not be allowed here.
        pub fn open() -> io::Result<Self> {
            let flags = SocketFlags::NONBLOCK | SocketFlags::CLOEXEC;
            // No protocol is NETLINK_ROUTE.
            let socket =
                rustix::net::socket_with(AddressFamily::NETLINK, SocketType::RAW, flags, None)?;
            rustix::net::bind(&socket, &SocketAddrNetlink::new(0, GROUPS))?;
            Ok(Self { socket: UnixDatagram::from_std(Plain::from(socket))? })
        }

        /// Until there was at least one sign; all that are here are taken.
        ///
        /// # Errors
        /// Nothing more will come.
        pub async fn next(&mut self) -> io::Result<()> {
            loop {
                self.socket.readable().await?;
                if drain(&self.socket)? {
                    return Ok(());
                }
            }
        }
    }

    /// Whether anything was there.
    fn drain(socket: &UnixDatagram) -> io::Result<bool> {
        let mut heard = false;
        let mut buffer = [0_u8; 8_192];
        for _ in 0..MOST {
            let overrun = Some(Errno::NOBUFS.raw_os_error());
            match socket.try_recv(&mut buffer) {
                Ok(_) => heard = true,
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                // More came than it could hold: something changed, whatever it was.
                Err(error) if error.raw_os_error() == overrun => heard = true,
                Err(error) => return Err(error),
            }
        }
        Ok(heard)
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use std::io;

    /// No signs are to be had here.
    pub struct Events;

    impl Events {
        /// # Errors
        /// Always.
        pub fn open() -> io::Result<Self> {
            Err(io::ErrorKind::Unsupported.into())
        }

        /// # Errors
        /// Always.
        pub async fn next(&mut self) -> io::Result<()> {
            Err(io::ErrorKind::Unsupported.into())
        }
    }
}

pub use system::Events;
