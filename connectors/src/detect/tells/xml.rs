//! Tells of XML. Places are `/root`, `parent/child`, `element@attribute`,
//! `xmlns:URI` and `prefix:NAME`, without prefixes and in lower case.

use super::Tell;

const fn tell(
    format: &'static str,
    needs: &'static [&'static str],
    hints: &'static [(&'static str, i32)],
) -> Tell {
    Tell { format, needs, hints }
}

/// The more particular one first, where two are alike.
pub(in crate::detect) const TELLS: &[Tell] = &[
    tell("trovit", &["/trovit"], &[("/trovit", 6), ("trovit/ad", 1)]),
    tell("absolventa", &["/job_offers"], &[("/job_offers", 6), ("job_offer/external_id", 1)]),
    tell("personio", &["/workzag-jobs"], &[("/workzag-jobs", 8)]),
    tell(
        "easycruit",
        &["/vacancylist"],
        &[("/vacancylist", 4), ("xmlns:urn:EasyCruit", 4), ("vacancy/versions", 2)],
    ),
    tell("varbi", &["/urlset"], &[("/urlset", 3), ("url/meta_title", 6), ("url/meta_ends", 1)]),
    tell("sitemap", &["/urlset", "/sitemapindex"], &[("/urlset", 6), ("/sitemapindex", 8)]),
    tell(
        "linkedin",
        &["source/job"],
        &[
            ("job/partnerjobid", 5),
            ("source/expectedjobcount", 2),
            ("job/companyid", 1),
            ("job/jobfunctions", 1),
            ("job/listdate", 1),
            ("job/industrycodes", 1),
            ("job/applyurl", 1),
        ],
    ),
    tell(
        "jobrapido",
        &["source/jobs", "source/job"],
        &[
            ("source/jobs", 2),
            ("job/reference_id", 3),
            ("job/publishdate", 2),
            ("job/expirydate", 2),
        ],
    ),
    tell(
        "indeed",
        &["source/job"],
        &[
            ("job/referencenumber", 3),
            ("job/indeed-apply-data", 4),
            ("job/sourcename", 2),
            ("source/publisher", 1),
            ("source/publisherurl", 1),
            ("job/streetaddress", 1),
            ("job/remotetype", 1),
            ("job/date", 1),
        ],
    ),
    tell(
        "talroo",
        &["source/job", "jobs/job"],
        &[
            ("job/referencenumber", 3),
            ("job/latitude", 2),
            ("job/longitude", 1),
            ("job/cpc", 1),
            ("job/bid", 1),
            ("job/date~ EST", 3),
            ("job/date~ PST", 3),
            ("job/date~ CST", 3),
            ("job/date~ EDT", 3),
            ("job/date~ PDT", 3),
        ],
    ),
    tell(
        "jobtarget",
        &["jobs/job"],
        &[("job/action", 5), ("job@action", 5), ("job/apply", 1), ("location/city", 1)],
    ),
    tell(
        "recruitee-xml",
        &["jobs/job", "source/job"],
        &[
            ("locations/location", 3),
            ("job/reference", 2),
            ("job/url~recruitee.com", 4),
            ("location/country_code", 1),
        ],
    ),
    tell(
        "adzuna",
        &["jobs/job"],
        &[
            ("job/contract_time", 3),
            ("job/geo_lat", 2),
            ("job/geo_lng", 1),
            ("job/salary_frequency", 2),
            ("job/salary_min", 1),
            ("job/contract_type", 1),
        ],
    ),
    tell(
        "careerjet",
        &["jobs/job"],
        &[
            ("location/city", 3),
            ("location/region", 1),
            ("location/country", 1),
            ("job/id", 1),
            ("job/action", -5),
            ("locations/location", -5),
        ],
    ),
    tell(
        "jooble",
        &["jobs/job"],
        &[
            ("job@id", 3),
            ("job/name", 2),
            ("job/link", 1),
            ("job/pubdate", 2),
            ("job/region", 1),
            ("job/expire", 1),
        ],
    ),
    tell(
        "xing",
        &["/feed", "/postings"],
        &[("feed/postings", 3), ("postings/posting", 4), ("posting/job_locations", 2)],
    ),
    tell(
        "finn",
        &["/feed", "/entry"],
        &[
            ("xmlns:http://www.w3.org/2005/Atom", 4),
            ("prefix:finn", 4),
            ("entry/adata", 3),
            ("category@scheme~urn:finn", 2),
        ],
    ),
    tell("atom", &["/feed"], &[("xmlns:http://www.w3.org/2005/Atom", 4), ("feed/entry", 2)]),
    tell(
        "neogov",
        &["/rss"],
        &[("/rss", 3), ("xmlns:http://www.neogov.com", 6), ("item/jobid", 1)],
    ),
    tell(
        "teamtailor",
        &["/rss"],
        &[("/rss", 3), ("xmlns:https://teamtailor.com", 6), ("item/remotestatus", 2)],
    ),
    tell(
        "reachmee",
        &["/rss"],
        &[("/rss", 3), ("item/commadseqno", 5), ("item/pubdateto", 2), ("item/occupationarea", 1)],
    ),
    tell(
        "varbi-rss",
        &["/rss"],
        &[("/rss", 3), ("item/link~.varbi.com/", 5), ("channel/link~.varbi.com/", 2)],
    ),
    tell("rss", &["/rss", "/rdf"], &[("/rss", 4), ("/rdf", 4), ("channel/item", 1)]),
    tell(
        "hrxml-3",
        &["/positionopening"],
        &[("xmlns:http://www.hr-xml.org/3", 6), ("xmlns:http://www.openapplications.org", 1)],
    ),
    tell(
        "eures-nav",
        &["/positionopening"],
        &[
            ("xmlns:http://www.hr-xml.org/3", 6),
            ("documentid@schemeagencyid", -4),
            ("documentid@schemeagencyid~NAV", 8),
            ("positionprofile@languagecode~no", 2),
            ("positionprofile@languagecode~nb", 2),
        ],
    ),
    tell(
        "hrxml-nav",
        &["/positionopening", "/positionopenings", "/envelope"],
        &[
            ("xmlns:http://ns.hr-xml.org", 5),
            ("xmlns:http://ns.hr-xml.org/2007-04-15", 2),
            ("positionprofile/profilename", 2),
            ("positiondateinfo/maximumstartdate", 2),
            ("positiondateinfo/maximumenddate", 1),
        ],
    ),
    tell(
        "hrxml-2",
        &["/positionopening", "/positionopenings"],
        &[
            ("xmlns:http://ns.hr-xml.org", 6),
            ("positionposting/title", 1),
            ("positionprofile/formattedpositiondescription", 1),
        ],
    ),
    tell(
        "feed-xml",
        &[
            "jobs/job",
            "source/job",
            "/jobs",
            "/source",
            "ads/ad",
            "vacancies/vacancy",
            "joblist/job",
            "postings/posting",
            "feed/job",
        ],
        &[
            ("/jobs", 3),
            ("/source", 3),
            ("/ads", 2),
            ("/vacancies", 2),
            ("/joblist", 2),
            ("/feed", 1),
            ("job/title", 1),
            ("ad/title", 1),
            ("vacancy/title", 1),
        ],
    ),
];
