//! Invented answers in the shapes of the wire.

use serde_json::{Value, json};

const HTML: &str = "<p class=\"MsoNormal\">Vi söker dig som vill utveckla vår verkstad i \
    Södertälje tillsammans med <strong>trettio kollegor</strong>. Du planerar arbetet, leder en \
    grupp om åtta personer &amp; håller kontakt med kunderna. Läs mer på <a \
    href=\"https://acme.example/jobb?ort=1\" target=\"_blank\">vår sida</a>.</p>\n\
    <ul><li>svetsarprövning</li><li>körkort B</li><li>minst tre års erfarenhet</li></ul>\n";

const TEXT: &str = "Vi söker dig som vill utveckla vår verkstad i Södertälje tillsammans med \
    trettio kollegor. Du planerar arbetet, leder en grupp om åtta personer & håller kontakt med \
    kunderna.\n- svetsarprövning\n- körkort B\n- minst tre års erfarenhet\n\n";

fn html(bytes: usize) -> String {
    HTML.repeat(bytes / HTML.len())
}

fn text(bytes: usize) -> String {
    TEXT.repeat(bytes / TEXT.len())
}

fn bytes(value: &Value) -> Vec<u8> {
    value.to_string().into_bytes()
}

fn list(count: usize, ad: impl Fn(usize) -> Value) -> Vec<Value> {
    (0..count).map(ad).collect()
}

/// `content` is HTML escaped once, as on the wire.
pub(crate) fn greenhouse(count: usize) -> Vec<u8> {
    let content = html(7_000).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let content = content.replace('"', "&quot;");
    let jobs = list(count, |number| {
        json!({
            "absolute_url": format!("https://boards.greenhouse.io/acme/jobs/{}", 4_000_000 + number),
            "data_compliance": [{"type": "gdpr", "requires_consent": false, "retention_period": null}],
            "internal_job_id": 3_000_000 + number,
            "location": {"name": "Stockholm, Sweden"},
            "metadata": [{"id": 1, "name": "Employment Type", "value": "Full-time", "value_type": "single_select"}],
            "id": 4_000_000 + number, "updated_at": "2026-11-17T04:00:00-05:00",
            "requisition_id": format!("REQ-{number}"), "title": format!("Svetsare {number}"),
            "company_name": "Acme ", "first_published": "2026-11-16T04:00:00-05:00",
            "content": content, "language": "sv",
            "departments": [{"id": 1, "name": "Verkstad", "child_ids": [], "parent_id": null}],
            "offices": [{"id": 2, "name": "Stockholm", "location": "Stockholm, Sweden", "child_ids": [], "parent_id": null}],
        })
    });
    bytes(&json!({"jobs": jobs, "meta": {"total": count}}))
}

pub(crate) fn lever(count: usize) -> Vec<u8> {
    let (body, plain) = (html(3_000), text(3_000));
    bytes(&Value::Array(list(count, |number| {
        json!({
            "id": format!("5ac21346-8e0c-4494-8e7a-{number:012}"), "text": format!("Svetsare {number}"),
            "categories": {
                "commitment": "Full-time", "department": "Verkstad", "location": "Stockholm",
                "team": "Skift", "allLocations": ["Stockholm", "Uppsala"],
            },
            "createdAt": 1_763_000_000_000_u64 + number as u64, "country": "SE",
            "workplaceType": "on-site", "opening": "", "openingPlain": "",
            "description": body, "descriptionPlain": plain, "descriptionBody": body,
            "descriptionBodyPlain": plain, "additional": "<p>Välkommen!</p>",
            "additionalPlain": "Välkommen!",
            "lists": [{"text": "Du har", "content": "<li>körkort B</li><li>svetsarprövning</li>"}],
            "salaryRange": {"currency": "SEK", "interval": "per-month-salary", "min": 30_000, "max": 40_000},
            "hostedUrl": format!("https://jobs.lever.co/acme/5ac21346-8e0c-4494-8e7a-{number:012}"),
            "applyUrl": format!("https://jobs.lever.co/acme/5ac21346-8e0c-4494-8e7a-{number:012}/apply"),
        })
    })))
}

pub(crate) fn ashby(count: usize) -> Vec<u8> {
    let (body, plain) = (html(5_000), text(4_500));
    let jobs = list(count, |number| {
        json!({
            "id": format!("90fb3621-899e-4b59-925d-{number:012}"), "title": format!("Svetsare {number}"),
            "department": "Verkstad", "team": "Skift", "employmentType": "FullTime",
            "location": "Stockholm", "secondaryLocations": [], "isRemote": false, "isListed": true,
            "workplaceType": "OnSite", "publishedAt": "2026-11-17T22:43:56.531+00:00",
            "address": {"postalAddress": {"addressLocality": "Stockholm", "addressCountry": "Sweden"}},
            "jobUrl": format!("https://jobs.ashbyhq.com/acme/90fb3621-899e-4b59-925d-{number:012}"),
            "applyUrl": format!("https://jobs.ashbyhq.com/acme/90fb3621-899e-4b59-925d-{number:012}/application"),
            "descriptionHtml": body, "descriptionPlain": plain,
            "compensation": {"compensationTierSummary": null, "compensationTiers": [], "summaryComponents": []},
        })
    });
    bytes(&json!({"jobs": jobs, "apiVersion": "1"}))
}

pub(crate) fn recruitee(count: usize) -> Vec<u8> {
    let body = html(2_200);
    let offers = list(count, |number| {
        json!({
            "id": 2_000_000 + number, "slug": format!("svetsare-{number}"), "title": format!("Svetsare {number}"),
            "description": body, "requirements": body, "status": "published", "position": 1,
            "careers_url": format!("https://acme.recruitee.com/o/svetsare-{number}"),
            "careers_apply_url": format!("https://acme.recruitee.com/o/svetsare-{number}/c/new"),
            "company_name": "Acme", "department": "Verkstad", "guid": format!("a{number}"),
            "employment_type_code": "fulltime_permanent", "remote": false, "hybrid": true, "on_site": false,
            "created_at": "2026-11-16 11:45:30 UTC", "published_at": "2026-11-17 11:45:30 UTC",
            "updated_at": "2026-11-18 11:45:30 UTC", "close_at": null, "category_code": "production",
            "city": "Stockholm", "country": "Sweden", "country_code": "SE", "location": "Stockholm, Sweden",
            "locations": [{"id": 1, "city": "Stockholm", "state": "Stockholm", "country": "Sweden", "country_code": "SE", "street": null}],
            "salary": {"min": "30000", "max": "40000", "period": "month", "currency": "SEK"},
            "tags": [], "mailbox_email": "job.a@acme.recruitee.com",
            "translations": {"sv": {"title": format!("Svetsare {number}"), "description": body, "requirements": body}},
        })
    });
    bytes(&json!({"offers": offers}))
}

pub(crate) fn jobstream(count: usize) -> Vec<u8> {
    let (body, plain) = (html(4_200), text(4_000));
    bytes(&Value::Array(list(count, |number| {
        json!({
            "id": (29_000_000 + number).to_string(), "external_id": null, "original_id": null, "label": [],
            "webpage_url": format!("https://arbetsformedlingen.se/platsbanken/annonser/{}", 29_000_000 + number),
            "logo_url": null, "headline": format!("Svetsare {number}"),
            "application_deadline": "2026-12-24T23:59:59", "number_of_vacancies": 2,
            "description": {
                "text": plain, "text_formatted": body, "company_information": null, "needs": null,
                "requirements": null, "conditions": "Heltid",
            },
            "employment_type": {"concept_id": "PFZr_Syz_cUq", "label": "Vanlig anställning", "legacy_ams_taxonomy_id": "1"},
            "salary_type": {"concept_id": "oG8G_9cW_nRf", "label": "Fast månads- vecko- eller timlön", "legacy_ams_taxonomy_id": "1"},
            "salary_description": null,
            "duration": {"concept_id": "a7uU_j21_mkL", "label": "Tills vidare", "legacy_ams_taxonomy_id": "1"},
            "working_hours_type": {"concept_id": "6YE1_gAC_R2G", "label": "Heltid", "legacy_ams_taxonomy_id": "1"},
            "scope_of_work": {"min": 100, "max": 100}, "access": null,
            "employer": {
                "phone_number": null, "email": null, "url": "https://acme.example",
                "organization_number": "5560000001", "name": "Acme Verkstad AB", "workplace": "Acme Verkstad",
            },
            "application_details": {
                "information": null, "reference": format!("R{number}"), "email": null, "via_af": false,
                "url": format!("https://acme.varbi.com/what:job/jobID:{}/", 900_000 + number), "other": null,
            },
            "experience_required": true, "access_to_own_car": false, "driving_license_required": true,
            "driving_license": [{"concept_id": "VTK8_WRx_GcM", "label": "B", "legacy_ams_taxonomy_id": "3"}],
            "occupation": {"concept_id": "QWCG_2gF_jxM", "label": "Svetsare", "legacy_ams_taxonomy_id": "7292"},
            "occupation_group": {"concept_id": "Ke5Y_t7E_6fZ", "label": "Svetsare och gasskärare", "legacy_ams_taxonomy_id": "7212"},
            "occupation_field": {"concept_id": "wTEr_CBC_bqh", "label": "Tillverkning", "legacy_ams_taxonomy_id": "20"},
            "workplace_address": {
                "municipality": "Södertälje", "municipality_code": "0181", "municipality_concept_id": "g6hK_M1o_hiU",
                "region": "Stockholms län", "region_code": "01", "region_concept_id": "CifL_Rzy_Mku",
                "country": "Sverige", "country_code": "199", "country_concept_id": "i46j_HmG_v64",
                "street_address": "Gatan 1", "postcode": "15136", "city": "Södertälje",
                "coordinates": [17.625, 59.195],
            },
            "must_have": {"skills": [], "languages": [], "work_experiences": [], "education": [], "education_level": []},
            "nice_to_have": {"skills": [], "languages": [], "work_experiences": [], "education": [], "education_level": []},
            "application_contacts": [], "publication_date": "2026-11-24T00:00:00",
            "last_publication_date": "2026-12-24T23:59:59", "removed": false, "removed_date": null,
            "source_type": "VIA_ANNONSERA", "timestamp": 1_763_900_000_000_u64 + number as u64,
        })
    })))
}

pub(crate) fn indeed(count: usize, kilobytes: usize) -> Vec<u8> {
    let body = if kilobytes == 1 { html(500) } else { html(kilobytes * 1_000 - 500) };
    let mut feed =
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<source><publisher>Acme</publisher>"
            .to_owned();
    for number in 0..count {
        feed.push_str(&format!(
            "<job>\n<title><![CDATA[Svetsare {number}]]></title>\n<date><![CDATA[Tue, 17 Nov 2026 22:49:39 GMT]]></date>\n\
             <referencenumber><![CDATA[ad-{number}]]></referencenumber>\n<url><![CDATA[https://jobs.example.org/{number}?source=Indeed]]></url>\n\
             <company><![CDATA[Acme]]></company>\n<city><![CDATA[Stockholm]]></city>\n<state><![CDATA[Stockholm]]></state>\n\
             <country><![CDATA[SE]]></country>\n<postalcode><![CDATA[11122]]></postalcode>\n<salary><![CDATA[$50K per year]]></salary>\n\
             <jobtype><![CDATA[fulltime]]></jobtype>\n<category><![CDATA[Metal, Welding]]></category>\n\
             <description><![CDATA[{body}]]></description>\n</job>\n"
        ));
    }
    feed.push_str("</source>\n");
    feed.into_bytes()
}

/// A page of about 60 KB with one JobPosting of about 7 KB.
pub(crate) fn page() -> String {
    let posting = json!({
        "@context": "https://schema.org", "@type": "JobPosting", "title": "Svetsare",
        "description": html(6_500), "datePosted": "2026-11-17", "validThrough": "2026-12-24T23:59:59",
        "employmentType": ["FULL_TIME"], "identifier": {"@type": "PropertyValue", "name": "Acme", "value": "4711"},
        "hiringOrganization": {"@type": "Organization", "name": "Acme", "sameAs": "https://acme.example"},
        "jobLocation": {"@type": "Place", "address": {
            "@type": "PostalAddress", "addressLocality": "Stockholm", "addressCountry": "SE", "postalCode": "11122",
        }},
        "baseSalary": {"@type": "MonetaryAmount", "currency": "SEK", "value": {"@type": "QuantitativeValue", "minValue": 30_000, "maxValue": 40_000, "unitText": "MONTH"}},
    });
    let posting = posting.to_string().replace("</", "<\\/");
    let around = "<div class=\"row\"><a class=\"nav\" href=\"/jobs?page=1\">Alla jobb</a><span>Mer om oss</span></div>\n";
    format!(
        "<!doctype html><html lang=\"sv\"><head><title>Svetsare</title><style>{}</style>\
         <script type=\"application/ld+json\">{posting}</script></head><body>{}<main>{}</main></body></html>",
        ".row{display:flex} ".repeat(600),
        around.repeat(300),
        html(6_500)
    )
}
