//! Currencies that units know.

/// Codes of ISO 4217: currencies in use, and those no longer in use that histories of recent decades are in. Another three
/// capitals are rather a unit written wrong, such as `MWH`, than money.
const CODES: [&str; 8] = [
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLF CLP",
    "CNH CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR",
    "ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP",
    "MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG",
    "SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST",
    "XAF XCD XCG XDR XOF XPF YER ZAR ZMW ZWG",
    // No longer in use.
    "ATS BEF CYP DEM EEK ESP FIM FRF GRD HRK IEP ITL LTL LUF LVL MTL NLG PTE SIT SKK XEU",
    "BYR CSK DDM GHC MXP PLZ ROL RUR SDD SLL SUR TRL VEB VEF YUD YUM ZMK ZWD ZWL",
];

/// Whether this is the code of a currency.
fn is_code(text: &str) -> bool {
    text.len() == 3 && CODES.iter().flat_map(|row| row.split(' ')).any(|code| code == text)
}

/// A currency code, nominal or at the prices of a year: `CNY`, `CNY_2020`.
pub(super) fn is_money(name: &str) -> bool {
    let (code, year) = name.split_at_checked(3).unwrap_or(("", ""));
    let basis = year.is_empty()
        || year.strip_prefix('_').is_some_and(|digits| digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit()));
    is_code(code) && basis
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_what_has_a_code() {
        for name in ["CNY", "CNY_2020", "EUR", "DEM_1995", "XDR"] {
            assert!(is_money(name), "{name}");
        }
        for name in ["MWH", "KWH", "PCT", "XYZ", "MIO", "cny", "CNY_20", "CNY2020", "AED AFN", "", "E"] {
            assert!(!is_money(name), "{name}");
        }
    }
}
