//! Which addresses are of the public internet. Looks nothing up.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an address is of the public internet (the registries of RFC 6890).
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let special = match ip.octets() {
        [0, ..] | [240..=255, ..] => true,
        // Shared by the customers of a provider (RFC 6598).
        [100, second, ..] => (64..128).contains(&second),
        [192, 0, 0, _] | [192, 88, 99, _] => true,
        // For measuring devices (RFC 2544).
        [198, 18 | 19, ..] => true,
        _ => false,
    };
    !special
        && !ip.is_private()
        && !ip.is_loopback()
        && !ip.is_link_local()
        && !ip.is_documentation()
        && !ip.is_multicast()
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    match ip.segments() {
        // Global unicast, without Teredo and benchmarking (2001::/23), documentation
        // (2001:db8::/32, 3fff::/20) and 6to4, which leads to any IPv4 address.
        [0x2001, 0x0..=0x1ff | 0xdb8, ..] | [0x2002, ..] | [0x3fff, ..] => false,
        [0x2000..=0x3fff, ..] => true,
        // An IPv4 address in other clothes: through the provider's translator, RFC 6052.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            let [a, b] = high.to_be_bytes();
            let [c, d] = low.to_be_bytes();
            is_public_v4(Ipv4Addr::new(a, b, c, d))
        }
        // Among them loopback, fc00::/7, fe80::/10, ff00::/8 and ::ffff:0:0/96.
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_anybodys_server_is_public() {
        for public in ["1.1.1.1", "100.128.0.1", "192.0.3.1", "2606:4700::1111", "64:ff9b::101:101"]
        {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }

    #[test]
    fn what_is_near_the_reader_is_not_public() {
        let v4 = "127.0.0.1 127.9.9.9 10.1.2.3 172.16.0.1 172.31.255.255 192.168.0.1 \
                  169.254.169.254 100.64.0.1 100.127.255.255 0.0.0.0 0.1.2.3 255.255.255.255 \
                  224.0.0.1 239.1.1.1 240.0.0.1 198.18.0.1 198.19.0.1 192.0.2.1 198.51.100.1 \
                  203.0.113.1 192.0.0.8 192.88.99.1";
        let v6 = "::1 :: fe80::1 febf::1 fec0::1 fc00::1 fd00::1 ff02::1 ::ffff:127.0.0.1 \
                  ::ffff:10.0.0.1 ::ffff:1.1.1.1 ::7f00:1 2001:db8::1 2001::1 2001:10::1 \
                  2002:7f00:1:: 64:ff9b::7f00:1 64:ff9b::a00:1 64:ff9b:1::1 3fff::1 4000::1 100::1";
        for private in v4.split_whitespace().chain(v6.split_whitespace()) {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
    }
}
