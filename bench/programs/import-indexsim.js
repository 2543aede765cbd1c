/** What of the first document is the import. */
import 'indexsim'
