//! Tells of JSON. Places are keys from the outermost value on: `jobs[].id`.
//! For what stands in lists, in lines or alone, the item's own keys count.

use super::Tell;

const fn tell(
    format: &'static str,
    needs: &'static [&'static str],
    hints: &'static [(&'static str, i32)],
) -> Tell {
    Tell { format, needs, hints }
}

/// Answers with keys of their own around the items, or one ad.
pub(in crate::detect) const TELLS: &[Tell] = &[
    tell(
        "ashby",
        &["jobs"],
        &[
            ("jobs[].jobUrl", 3),
            ("jobs[].isListed", 3),
            ("jobs[].descriptionHtml", 2),
            ("jobs[].secondaryLocations", 2),
            ("jobs[].workplaceType", 1),
            ("jobs[].publishedAt", 1),
            ("apiVersion", 3),
        ],
    ),
    tell(
        "amedia",
        &["hits.hits[]._source"],
        &[
            ("hits.hits[]._source.system_modified_time", 4),
            ("hits.hits[]._source.transaction_type", 3),
            ("hits.hits[]._source.attributes.applicationdue", 2),
            ("hits.hits[]._source.publish_to_time", 1),
        ],
    ),
    tell(
        "workable",
        &["jobs"],
        &[
            ("jobs[].shortcode", 4),
            ("jobs[].telecommuting", 3),
            ("jobs[].shortlink", 2),
            ("name", 2),
            ("description", 1),
        ],
    ),
    tell(
        "greenhouse",
        &["jobs"],
        &[
            ("jobs", 1),
            ("jobs[].absolute_url", 4),
            ("jobs[].internal_job_id", 3),
            ("jobs[].first_published", 2),
            ("jobs[].offices", 1),
            ("jobs[].metadata", 1),
            ("jobs[].updated_at", 1),
            ("meta.total", 2),
        ],
    ),
    tell(
        "recruitee",
        &["offers"],
        &[("offers", 3), ("offers[].careers_url", 4), ("offers[].careers_apply_url", 2)],
    ),
    tell(
        "smartrecruiters",
        &["content"],
        &[
            ("totalFound", 3),
            ("content[].releasedDate", 3),
            ("content[].typeOfEmployment", 2),
            ("content[].company.identifier", 2),
        ],
    ),
    tell(
        "smartrecruiters-detail",
        &["jobAd"],
        &[("jobAd.sections", 5), ("releasedDate", 2), ("company.identifier", 1)],
    ),
    tell(
        "workday",
        &["jobPostings"],
        &[("jobPostings", 4), ("jobPostings[].externalPath", 4), ("total", 1)],
    ),
    tell("workday-detail", &["jobPostingInfo"], &[("jobPostingInfo", 7)]),
    tell(
        "bamboohr",
        &["result"],
        &[("result[].jobOpeningName", 6), ("result[].atsLocation", 2), ("meta.totalCount", 3)],
    ),
    tell("bamboohr-detail", &["result.jobOpening"], &[("result.jobOpening", 7)]),
    tell(
        "bundesagentur",
        &["ergebnisliste", "maxErgebnisse"],
        &[("ergebnisliste", 4), ("maxErgebnisse", 4), ("ergebnisliste[].stellenangebotsTitel", 2)],
    ),
    tell(
        "bundesagentur-v4",
        &["stellenangebote"],
        &[("stellenangebote", 6), ("maxErgebnisse", 3), ("stellenangebote[].refnr", 2)],
    ),
    tell(
        "bundesagentur-detail",
        &["stellenangebotsTitel", "stellenbeschreibung"],
        &[
            ("stellenangebotsTitel", 4),
            ("stellenangebotsBeschreibung", 4),
            ("stellenbeschreibung", 4),
            ("referenznummer", 2),
            ("refnr", 2),
        ],
    ),
    tell(
        "francetravail",
        &["resultats"],
        &[("resultats", 3), ("resultats[].intitule", 4), ("resultats[].romeCode", 2)],
    ),
    tell(
        "usajobs",
        &["SearchResult"],
        &[
            ("SearchResult", 3),
            ("SearchResult.SearchResultItems", 4),
            ("SearchResult.SearchResultItems[].MatchedObjectDescriptor", 4),
            ("SearchResult.SearchResultItems[].MatchedObjectId", 3),
            ("SearchResult.SearchResultCountAll", 1),
        ],
    ),
    tell("teamtailor-json", &["items"], &[("version~jsonfeed.org", 4), ("items[]._jobposting", 6)]),
    tell(
        "jsonfeed",
        &["items"],
        &[
            ("version~jsonfeed.org", 5),
            ("items[].content_html", 1),
            ("items[].content_text", 1),
            ("items[].date_published", 1),
        ],
    ),
    tell(
        "nav-entry",
        &["ad_content", "sistEndret"],
        &[("ad_content", 6), ("uuid", 1), ("sistEndret", 3), ("status", 2)],
    ),
];

/// Items that stand in a list, one a line, or alone; Lever's in a list only.
pub(in crate::detect) const ITEMS: &[Tell] = &[
    tell(
        "schemaorg",
        &["@type~JobPosting", "@graph[].@type~JobPosting", "itemListElement[].@type~JobPosting"],
        &[
            ("@type~JobPosting", 7),
            ("@graph[].@type~JobPosting", 7),
            ("itemListElement[].@type~JobPosting", 7),
            ("@context~schema.org", 1),
        ],
    ),
    // Version 1 has the same ads.
    tell(
        "jobstream-v2",
        &["headline", "removed", "removed_date"],
        &[
            ("headline", 3),
            ("webpage_url", 2),
            ("workplace_address", 2),
            ("removed_date", 3),
            ("removed", 2),
            ("application_deadline", 1),
            ("publication_date", 1),
            ("employer.organization_number", 1),
        ],
    ),
    tell(
        "lever",
        &["hostedUrl", "categories"],
        &[
            ("hostedUrl", 4),
            ("categories", 3),
            ("text", 1),
            ("createdAt", 1),
            ("descriptionPlain", 1),
        ],
    ),
    tell(
        "adhub-json",
        &["external_id", "source.external_id", "title", "texts"],
        &[
            ("external_id", 3),
            ("source.external_id", 4),
            ("texts", 2),
            ("title", 1),
            ("employer", 1),
            ("employer.name", 1),
            ("apply", 1),
            ("apply_url", 1),
            ("apply_email", 1),
            ("published_at", 1),
            ("headline", -4),
            ("locationList", -6),
        ],
    ),
];
