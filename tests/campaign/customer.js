/** Who buys: with values that are to be found nowhere but in what is posted. */
export const CUSTOMER = {
  given_name: "Testcustomer",
  family_name: "Ofthecampaign",
  street_address: "Campaignteststreet 77",
  postal_code: "10117",
  city: "Berlin",
  country: "DE",
  phone: "+4930901820999",
};
